"""Top-ups of the platform's balance."""

from sandbox.currencies import check_step
from sandbox.listing import listing, page
from sandbox.params import amount, currency, group, metadata, text
from sandbox.routing import Call, Operation
from sandbox.store import Body
from sandbox.topups import add_topup
from sandbox.views import present

_CREATE = group(
    "amount",
    "currency",
    amount=amount(),
    currency=currency(),
    description=text(),
    metadata=metadata(),
    statement_descriptor=text(longest=15),
    transfer_group=text(),
)


def _create(call: Call) -> Body:
    check_step(call.params["amount"], call.params["currency"])
    return present(call.world, add_topup(call.world, call.params), call.expand)


def _retrieve(call: Call) -> Body:
    return present(call.world, call.record("topup", call.path["topup"], "topup"), call.expand)


def _list(call: Call) -> Body:
    status = call.params.get("status")
    records = call.world.store.all("topup", account=call.account)
    return page(
        call.world,
        records,
        call.params,
        url="/v1/topups",
        fits=lambda record: status in {None, record.body["status"]},
    )


OPERATIONS = [
    Operation("POST", "/v1/topups", _create, _CREATE, is_platform_only=True),
    Operation("GET", "/v1/topups", _list, listing(status=text())),
    Operation("GET", "/v1/topups/{topup}", _retrieve),
]
