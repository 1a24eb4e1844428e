"""Refunds, whole or in part, of a charge or of a PaymentIntent's charge."""

from sandbox.currencies import check_step
from sandbox.errors import malformed, refused
from sandbox.events import emit
from sandbox.listing import listing, page
from sandbox.params import amount, flag, group, merge_metadata, metadata, text
from sandbox.refunds import add_refund, cancel
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_CREATE = group(
    amount=amount(),
    charge=text(),
    payment_intent=text(),
    metadata=metadata(),
    reason=text(one_of=("duplicate", "fraudulent", "requested_by_customer")),
    refund_application_fee=flag(),
    reverse_transfer=flag(),
)


def _create(call: Call) -> Body:
    params = call.params
    if params.get("reverse_transfer") or params.get("refund_application_fee"):
        raise refused("This charge has no transfer or application fee of its own; create a transfer reversal instead.")
    charge = _charge(call)
    if charge.body["status"] != "succeeded" or not charge.body["captured"]:
        raise refused(f"Charge {charge.id} has not been captured and cannot be refunded.", code="charge_not_refundable")
    if charge.body["disputed"] and _is_contested(call, charge):
        message = f"Charge {charge.id} has been charged back; cannot issue a refund."
        raise refused(message, code="charge_disputed")
    left = charge.body["amount"] - charge.body["amount_refunded"]
    if left <= 0:
        raise refused(f"Charge {charge.id} has already been refunded.", code="charge_already_refunded")
    wanted = params.get("amount", left)
    if wanted > left:
        message = f"Refund amount ({wanted}) is greater than unrefunded amount on charge ({left})."
        raise refused(message, code="amount_too_large", param="amount")
    check_step(wanted, charge.body["currency"])
    metadata_ = merge_metadata({}, params.get("metadata", {}))
    refund = add_refund(call.world, charge, wanted, reason=params.get("reason"), metadata=metadata_)
    return present(call.world, refund, call.expand)


def _charge(call: Call) -> Record:
    params = call.params
    if ("charge" in params) == ("payment_intent" in params):
        raise malformed("One of the following params should be provided for this request: payment_intent or charge.")
    if "charge" in params:
        return call.record("charge", params["charge"], "charge")
    intent = call.record("payment_intent", params["payment_intent"], "payment_intent")
    if not intent.body["latest_charge"]:
        message = f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
        raise refused(message, code="payment_intent_unexpected_state", param="payment_intent")
    return call.world.store.get("charge", intent.body["latest_charge"])


def _is_contested(call: Call, charge: Record) -> bool:
    disputes = (d.body for d in call.world.store.all("dispute") if d.body["charge"] == charge.id)
    return any(not dispute["is_charge_refundable"] and dispute["status"] != "won" for dispute in disputes)


def _retrieve(call: Call) -> Body:
    return present(call.world, _refund(call), call.expand)


def _list(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("charge", "payment_intent") if key in params)

    records = call.world.store.all("refund", account=call.account)
    return page(call.world, records, params, url="/v1/refunds", fits=fits)


def _update(call: Call) -> Body:
    refund = _refund(call)
    refund.body["metadata"] = merge_metadata(refund.body["metadata"], call.params.get("metadata", {}))
    call.world.store.touch(refund)
    emit(call.world, "refund.updated", refund, account=call.account)
    return present(call.world, refund, call.expand)


def _cancel(call: Call) -> Body:
    refund = _refund(call)
    if refund.body["status"] != "pending":
        raise refused(f"You cannot cancel a refund with a status of {refund.body['status']}.")
    cancel(call.world, refund)
    return present(call.world, refund, call.expand)


def _refund(call: Call) -> Record:
    return call.record("refund", call.path["refund"], "refund")


OPERATIONS = [
    Operation("POST", "/v1/refunds", _create, _CREATE),
    Operation("GET", "/v1/refunds", _list, listing(charge=text(), payment_intent=text())),
    Operation("GET", "/v1/refunds/{refund}", _retrieve),
    Operation("POST", "/v1/refunds/{refund}", _update, group(metadata=metadata())),
    Operation("POST", "/v1/refunds/{refund}/cancel", _cancel),
]
