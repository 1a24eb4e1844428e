"""Events of the last 30 days, and the endpoints that receive them."""

from fnmatch import fnmatchcase

from sandbox.config import API_VERSION, WebhookTarget
from sandbox.errors import malformed, missing
from sandbox.events import add_endpoint, deliveries_of
from sandbox.ids import new_id, random_text
from sandbox.listing import listing, page
from sandbox.params import flag, group, items, merge_metadata, metadata, text, url
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_DAYS = 30 * 86_400


def _retrieve(call: Call) -> Body:
    return present(call.world, call.record("event", call.path["event"]), call.expand)


def _list(call: Call) -> Body:
    params = call.params
    if "type" in params and "types" in params:
        raise malformed("You may pass either `type` or `types`, but not both.", param="type")
    patterns = params.get("types") or ([params["type"]] if "type" in params else ["*"])

    def fits(record: Record) -> bool:
        if record.body["created"] < call.world.now - _DAYS:
            return False
        if "delivery_success" in params and _is_delivered(call, record) != params["delivery_success"]:
            return False
        return any(fnmatchcase(record.body["type"], pattern) for pattern in patterns)

    records = call.world.store.all("event", account=call.account)
    return page(call.world, records, params, url="/v1/events", fits=fits)


def _is_delivered(call: Call, event: Record) -> bool:
    """Whether every endpoint has it. An event that a fault dropped on its way has reached nobody."""
    if event.hidden.get("is_dropped"):
        return False
    return all(delivery.body["state"] == "delivered" for delivery in deliveries_of(call.world, event))


def _retrieve_thin(call: Call) -> Body:
    found = call.world.store.find("v2.core.event", call.path["event"])
    if found is None:
        raise missing("event", call.path["event"])
    return present(call.world, found)


def _create_endpoint(call: Call) -> Body:
    params = call.params
    target = WebhookTarget(
        url=params["url"],
        secret="whsec_" + random_text(32),
        kind="connect" if params.get("connect") else "platform",
        enabled_events=tuple(params["enabled_events"]),
    )
    endpoint = add_endpoint(call.world, target, id_=new_id("webhook_endpoint"), metadata=params.get("metadata"))
    endpoint.body["description"] = params.get("description")
    # The secret is shown this once, as on Stripe.
    return present(call.world, endpoint) | {"secret": target.secret}


def _update_endpoint(call: Call) -> Body:
    endpoint, params = _endpoint(call), call.params
    changes: Body = {key: params[key] for key in ("description", "enabled_events", "url") if key in params}
    if "disabled" in params:
        changes["status"] = "disabled" if params["disabled"] else "enabled"
    if "metadata" in params:
        changes["metadata"] = merge_metadata(endpoint.body["metadata"], params["metadata"])
    endpoint.body.update(changes)
    call.world.store.touch(endpoint)
    return present(call.world, endpoint)


def _delete_endpoint(call: Call) -> Body:
    endpoint = _endpoint(call)
    call.world.store.remove(endpoint)
    return {"id": endpoint.id, "object": "webhook_endpoint", "deleted": True}


def _retrieve_endpoint(call: Call) -> Body:
    return present(call.world, _endpoint(call))


def _list_endpoints(call: Call) -> Body:
    records = call.world.store.all("webhook_endpoint", account=call.account)
    return page(call.world, records, call.params, url="/v1/webhook_endpoints")


def _endpoint(call: Call) -> Record:
    return call.record("webhook_endpoint", call.path["endpoint"])


_ENDPOINT = group(
    url=url(),
    enabled_events=items(text(), least=1, most=300),
    description=text(may_be_empty=True),
    metadata=metadata(),
)
_FILTERS = listing(type=text(), types=items(text(), most=20), delivery_success=flag())

OPERATIONS = [
    Operation("GET", "/v1/events", _list, _FILTERS),
    Operation("GET", "/v1/events/{event}", _retrieve),
    Operation("GET", "/v2/core/events/{event}", _retrieve_thin),
    Operation(
        "POST",
        "/v1/webhook_endpoints",
        _create_endpoint,
        group(
            "url",
            "enabled_events",
            **_ENDPOINT.fields,
            connect=flag(),
            api_version=text(one_of=(API_VERSION,)),
        ),
    ),
    Operation("GET", "/v1/webhook_endpoints", _list_endpoints, listing()),
    Operation("GET", "/v1/webhook_endpoints/{endpoint}", _retrieve_endpoint),
    Operation(
        "POST", "/v1/webhook_endpoints/{endpoint}", _update_endpoint, _ENDPOINT.with_fields({"disabled": flag()})
    ),
    Operation("DELETE", "/v1/webhook_endpoints/{endpoint}", _delete_endpoint),
]
