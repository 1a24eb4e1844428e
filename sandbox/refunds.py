"""Refunds of charges. Stripe's fee is not given back, and the platform's balance may go below zero."""

from sandbox.balances import add_transaction
from sandbox.cards import by_token
from sandbox.conversion import settlement_of
from sandbox.events import emit
from sandbox.ids import new_id, random_text
from sandbox.store import Body, Record
from sandbox.world import World


def add_refund(
    world: World,
    charge: Record,
    amount: int,
    *,
    reason: str | None = None,
    metadata: dict[str, str] | None = None,
    created: int | None = None,
    is_plain: bool = False,
) -> Record:
    """Book a refund that has been checked. Unless it is plain, the card decides whether it succeeds, waits or fails."""
    created = world.now if created is None else created
    behaviour = "" if is_plain else _behaviour(world, charge)
    id_ = new_id("refund")
    settlement = settlement_of(charge)
    body: Body = {
        "id": id_,
        "object": "refund",
        "amount": amount,
        "balance_transaction": add_transaction(
            world,
            account=charge.account,
            type_="refund" if charge.id.startswith("ch_") else "payment_refund",
            amount=-settlement.of(amount),
            currency=settlement.currency,
            source=id_,
            created=created,
            reporting_category="refund",
            exchange_rate=settlement.rate,
        ),
        "charge": charge.id,
        "created": created,
        "currency": charge.body["currency"],
        "destination_details": {
            "type": "card",
            "card": {"reference": random_text(11), "reference_status": "available", "type": "refund"},
        },
        "metadata": metadata or {},
        "payment_intent": charge.body["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if behaviour == "pends" else "succeeded",
        "transfer_reversal": None,
    }
    if behaviour == "pends":
        body["pending_reason"] = "processing"
    refund = world.store.add("refund", id_, body, account=charge.account)
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    world.store.touch(charge)
    emit(world, "refund.created", refund)
    emit(world, "charge.refunded", charge)
    if behaviour:
        what = "refund_success" if behaviour == "pends" else "refund_failure"
        world.later(what, at=world.now + world.config.refund_settle_seconds, target=id_)
    return refund


def succeed(world: World, refund: Record) -> None:
    if refund.body["status"] != "pending":
        return
    refund.body["status"] = "succeeded"
    refund.body.pop("pending_reason", None)
    world.store.touch(refund)
    emit(world, "refund.updated", refund)
    emit(world, "charge.refund.updated", refund)


def fail(world: World, refund: Record) -> None:
    """The buyer's bank did not take the money: it comes back, and the charge is that much less refunded."""
    body = refund.body
    if body["status"] not in {"pending", "succeeded"}:
        return
    _give_back(world, refund, "refund_failure")
    body |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    body.pop("pending_reason", None)
    world.store.touch(refund)
    emit(world, "refund.failed", refund)
    emit(world, "refund.updated", refund)
    emit(world, "charge.refund.updated", refund)


def cancel(world: World, refund: Record) -> None:
    """Stop a refund that is still pending."""
    _give_back(world, refund, "refund_failure")
    refund.body["status"] = "canceled"
    refund.body.pop("pending_reason", None)
    world.store.touch(refund)
    emit(world, "refund.updated", refund)


def _give_back(world: World, refund: Record, type_: str) -> None:
    charge = world.store.get("charge", refund.body["charge"])
    settlement = settlement_of(charge)
    refund.body["failure_balance_transaction"] = add_transaction(
        world,
        account=refund.account,
        type_=type_,
        amount=settlement.of(refund.body["amount"]),
        currency=settlement.currency,
        source=refund.id,
        exchange_rate=settlement.rate,
    )
    charge.body["amount_refunded"] -= refund.body["amount"]
    charge.body["refunded"] = False
    world.store.touch(charge)


def _behaviour(world: World, charge: Record) -> str:
    if world.switches.fail_next_refunds > 0:
        world.switches.fail_next_refunds -= 1
        return "fails"
    method = by_token(charge.hidden.get("token", ""))
    return method.refund if method else ""
