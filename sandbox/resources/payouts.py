"""Payouts of the platform, or of a connected account through the Stripe-Account header."""

from sandbox.currencies import check_payout
from sandbox.errors import refused
from sandbox.events import emit
from sandbox.listing import listing, page
from sandbox.params import TIME_WINDOW, amount, currency, group, is_within, merge_metadata, metadata, text
from sandbox.payouts import add_payout, cancel
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_CREATE = group(
    "amount",
    "currency",
    amount=amount(),
    currency=currency(),
    description=text(),
    destination=text(),
    metadata=metadata(),
    method=text(one_of=("standard",)),
    source_type=text(one_of=("bank_account", "card", "fpx")),
    statement_descriptor=text(longest=22),
)


def _create(call: Call) -> Body:
    params, world = call.params, call.world
    check_payout(params["amount"], params["currency"])
    if call.account and not world.store.get("account", call.account).body["payouts_enabled"]:
        raise refused("Payouts are not enabled for this account.", code="payouts_not_allowed")
    if "destination" in params:
        call.record("bank_account", params["destination"], "destination")
    held = world.balances.available(call.account, params["currency"], world.now)
    if held < params["amount"]:
        money = f"{held} {params['currency']}"
        message = f"You have insufficient funds in your Stripe account for this payout ({money} available)."
        raise refused(message, code="balance_insufficient")
    return present(world, add_payout(world, call.account, params, is_automatic=False), call.expand)


def _retrieve(call: Call) -> Body:
    return present(call.world, _payout(call), call.expand)


def _list(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        same = all(record.body[key] == params[key] for key in ("status", "destination") if key in params)
        return same and is_within(record.body["arrival_date"], params.get("arrival_date"))

    records = call.world.store.all("payout", account=call.account)
    return page(call.world, records, params, url="/v1/payouts", fits=fits)


def _update(call: Call) -> Body:
    payout = _payout(call)
    payout.body["metadata"] = merge_metadata(payout.body["metadata"], call.params.get("metadata", {}))
    call.world.store.touch(payout)
    emit(call.world, "payout.updated", payout, account=call.account)
    return present(call.world, payout, call.expand)


def _cancel(call: Call) -> Body:
    payout = _payout(call)
    if payout.body["status"] != "pending":
        raise refused(f"Payouts can only be canceled while they are pending; this one is {payout.body['status']}.")
    cancel(call.world, payout)
    return present(call.world, payout, call.expand)


def _payout(call: Call) -> Record:
    return call.record("payout", call.path["payout"], "payout")


OPERATIONS = [
    Operation("POST", "/v1/payouts", _create, _CREATE),
    Operation("GET", "/v1/payouts", _list, listing(status=text(), destination=text(), arrival_date=TIME_WINDOW)),
    Operation("GET", "/v1/payouts/{payout}", _retrieve),
    Operation("POST", "/v1/payouts/{payout}", _update, group(metadata=metadata())),
    Operation("POST", "/v1/payouts/{payout}/cancel", _cancel),
]
