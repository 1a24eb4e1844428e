"""Events: a snapshot of an object at the moment something happened to it, and the deliveries planned for it."""

import hashlib
import secrets
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from sandbox.config import API_VERSION, WebhookTarget
from sandbox.ids import new_id
from sandbox.store import Body, Record
from sandbox.views import present
from sandbox.world import World

_SHUFFLE_SECONDS = 1.0


def emit(world: World, type_: str, thing: Record | Body, *, account: str = "", previous: Body | None = None) -> None:
    """Record that `type_` happened to `thing` and plan its deliveries."""
    if world.is_muted:
        return
    shown = present(world, thing) if isinstance(thing, Record) else thing
    data: Body = {"object": shown}
    if previous:
        data["previous_attributes"] = previous
    body: Body = {
        "id": new_id("event"),
        "object": "event",
        "api_version": API_VERSION,
        "created": world.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": world.cause.request_id, "idempotency_key": world.cause.idempotency_key},
        "type": type_,
    }
    if account:
        body["account"] = account
    event = world.store.add("event", body["id"], body, account=account)
    plan_deliveries(world, event)


def emit_thin(world: World, type_: str, *, related: Body, data: Body | None = None) -> None:
    """Record a v2 event, which carries only a reference to what changed."""
    if world.is_muted:
        return
    body: Body = {
        "id": new_id("v2.core.event"),
        "object": "v2.core.event",
        "context": None,
        "created": rfc3339(world.now),
        "livemode": False,
        "related_object": related,
        "type": type_,
    }
    if data:
        body["data"] = data
    if world.cause.request_id:
        request = {"id": world.cause.request_id, "idempotency_key": world.cause.idempotency_key or ""}
        body["reason"] = {"type": "request", "request": request}
    event = world.store.add("v2.core.event", body["id"], body)
    plan_deliveries(world, event)


def rfc3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def plan_deliveries(world: World, event: Record) -> None:
    """One delivery per endpoint that wants the event, bent by the event faults."""
    faults = world.event_faults
    if faults.drops(event.body["type"]):
        event.hidden["is_dropped"] = True
        return
    for endpoint in world.store.all("webhook_endpoint"):
        if not _wants(endpoint, event):
            continue
        for _ in range(1 + faults.duplicate):
            spread = secrets.randbelow(1_000) / 1_000 * _SHUFFLE_SECONDS if faults.shuffle else 0.0
            due = world.clock.time() + faults.delay_seconds + spread
            _plan(world, event, endpoint, due)


def resend(world: World, event: Record) -> int:
    """Plan the event once more for every endpoint that wants it, whatever the faults; how many do."""
    endpoints = [endpoint for endpoint in world.store.all("webhook_endpoint") if _wants(endpoint, event)]
    for endpoint in endpoints:
        _plan(world, event, endpoint, world.clock.time())
    return len(endpoints)


def _plan(world: World, event: Record, endpoint: Record, due: float) -> None:
    body: Body = {
        "id": new_id("_delivery"),
        "event": event.id,
        "event_kind": event.kind,
        "type": event.body["type"],
        "endpoint": endpoint.id,
        "url": endpoint.body["url"],
        "state": "waiting",
        "due": due,
        "attempts": [],
    }
    world.plan_delivery(body["id"], body)
    event.hidden.setdefault("deliveries", []).append(body["id"])
    world.store.touch(event)


def _wants(endpoint: Record, event: Record) -> bool:
    if endpoint.body["status"] != "enabled":
        return False
    kind = "thin" if event.kind == "v2.core.event" else "connect" if event.account else "platform"
    if endpoint.hidden["kind"] != kind:
        return False
    return any(fnmatchcase(event.body["type"], pattern) for pattern in endpoint.body["enabled_events"])


def deliveries_of(world: World, event: Record) -> list[Record]:
    return [world.store.get("_delivery", id_) for id_ in event.hidden.get("deliveries", [])]


def add_endpoint(world: World, target: WebhookTarget, *, id_: str, metadata: dict[str, str] | None = None) -> Record:
    body: Body = {
        "id": id_,
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": world.now,
        "description": None,
        "enabled_events": list(target.enabled_events),
        "livemode": False,
        "metadata": metadata or {},
        "status": "enabled",
        "url": target.url,
    }
    hidden: Body = {"kind": target.kind, "secret": target.secret}
    return world.store.add("webhook_endpoint", id_, body, hidden=hidden)


def sync_configured_endpoints(world: World) -> None:
    """Make the endpoints named at start the only configured ones; those made through the API stay."""
    wanted = {_configured_id(target): target for target in world.config.webhooks}
    for endpoint in world.store.all("webhook_endpoint"):
        if endpoint.hidden.get("is_configured"):
            world.store.remove(endpoint)
    for id_, target in wanted.items():
        endpoint = add_endpoint(world, target, id_=id_)
        endpoint.hidden["is_configured"] = True


def _configured_id(target: WebhookTarget) -> str:
    return "we_1" + hashlib.sha256(f"{target.kind} {target.url}".encode()).hexdigest()[:23]
