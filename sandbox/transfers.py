"""Moving money between the platform's balance and a connected account's, and back."""

from sandbox.balances import add_transaction
from sandbox.cards import billing
from sandbox.events import emit
from sandbox.ids import new_id
from sandbox.payouts import plan_automatic_payout
from sandbox.store import Body, Record
from sandbox.world import World


def add_transfer(world: World, params: Body, *, created: int | None = None) -> Record:
    """Book a transfer that has been checked: out of the platform's balance, into the destination's."""
    created = world.now if created is None else created
    source = params.get("source_transaction")
    available_on = created
    if source:
        entry = world.store.get("charge", source).body["balance_transaction"]
        available_on = max(created, world.store.get("balance_transaction", entry).body["available_on"])
    id_, destination = new_id("transfer"), params["destination"]
    amount, currency = params["amount"], params["currency"]
    payment = _add_destination_payment(world, params, id_, created)
    payment.body["balance_transaction"] = add_transaction(
        world,
        account=destination,
        type_="payment",
        amount=amount,
        currency=currency,
        source=payment.id,
        available_on=available_on,
        created=created,
        reporting_category="charge",
    )
    body: Body = {
        "id": id_,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": add_transaction(
            world,
            account="",
            type_="transfer",
            amount=-amount,
            currency=currency,
            source=id_,
            available_on=available_on,
            created=created,
            description=params.get("description"),
        ),
        "created": created,
        "currency": currency,
        "description": params.get("description"),
        "destination": destination,
        "destination_payment": payment.id,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "reversed": False,
        "source_transaction": source,
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }
    transfer = world.store.add("transfer", id_, body)
    emit(world, "transfer.created", transfer)
    if not world.is_muted:
        plan_automatic_payout(world, destination, available_on)
    return transfer


def reverse(world: World, transfer: Record, amount: int, metadata: dict[str, str], description: str | None) -> Record:
    """Book a reversal that has been checked."""
    moved = transfer.body
    id_ = new_id("transfer_reversal")
    refund = _add_destination_refund(world, transfer, amount)
    body: Body = {
        "id": id_,
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": add_transaction(
            world,
            account="",
            type_="transfer_refund",
            amount=amount,
            currency=moved["currency"],
            source=id_,
            reporting_category="transfer_reversal",
            description=description,
        ),
        "created": world.now,
        "currency": moved["currency"],
        "destination_payment_refund": refund.id,
        "metadata": metadata,
        "source_refund": None,
        "transfer": transfer.id,
    }
    reversal = world.store.add("transfer_reversal", id_, body)
    moved["amount_reversed"] += amount
    moved["reversed"] = moved["amount_reversed"] == moved["amount"]
    transfer.hidden.setdefault("reversals", []).append(id_)
    world.store.touch(transfer)
    emit(world, "transfer.reversed", transfer)
    return reversal


def _add_destination_payment(world: World, params: Body, transfer_id: str, created: int) -> Record:
    """The charge by which the connected account sees the money arrive."""
    id_ = new_id("destination_payment")
    amount = params["amount"]
    body: Body = {
        "id": id_,
        "object": "charge",
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": billing(None),
        "calculated_statement_descriptor": None,
        "captured": True,
        "created": created,
        "currency": params["currency"],
        "customer": None,
        "description": params.get("description"),
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": {},
        "on_behalf_of": None,
        "outcome": None,
        "paid": True,
        "payment_intent": None,
        "payment_method": None,
        "payment_method_details": {"type": "stripe_account", "stripe_account": {}},
        "receipt_email": None,
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": None,
        "source_transfer": transfer_id,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": params.get("transfer_group"),
    }
    return world.store.add("charge", id_, body, account=params["destination"])


def _add_destination_refund(world: World, transfer: Record, amount: int) -> Record:
    account = transfer.body["destination"]
    payment = world.store.get("charge", transfer.body["destination_payment"])
    payment.body["amount_refunded"] += amount
    payment.body["refunded"] = payment.body["amount_refunded"] == payment.body["amount"]
    world.store.touch(payment)
    id_ = new_id("destination_refund")
    body: Body = {
        "id": id_,
        "object": "refund",
        "amount": amount,
        "balance_transaction": add_transaction(
            world,
            account=account,
            type_="payment_refund",
            amount=-amount,
            currency=transfer.body["currency"],
            source=id_,
            reporting_category="refund",
        ),
        "charge": payment.id,
        "created": world.now,
        "currency": transfer.body["currency"],
        "metadata": {},
        "payment_intent": None,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    return world.store.add("refund", id_, body, account=account)
