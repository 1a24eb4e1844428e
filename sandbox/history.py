"""Seeding a past: settled payments and what was made of them, in bulk and without a single event."""

from sandbox.balances import add_transaction, card_fee
from sandbox.errors import malformed
from sandbox.params import MAX_AMOUNT, amount, currency, group, integer, items, metadata, text
from sandbox.payments import add_settled_payment
from sandbox.refunds import add_refund
from sandbox.store import Body, Record
from sandbox.transfers import add_transfer
from sandbox.world import World

_TRANSFER = group(
    "destination",
    "amount",
    destination=text(),
    amount=amount(),
    created=integer(least=0),
    metadata=metadata(),
    transfer_group=text(),
    description=text(),
)
_REFUND = group("amount", amount=amount(), created=integer(least=0), metadata=metadata())
_PAYMENT = group(
    "created",
    "amount",
    "currency",
    created=integer(least=0),
    amount=amount(),
    currency=currency(),
    fee=integer(least=0, most=MAX_AMOUNT),
    metadata=metadata(),
    transfer_group=text(),
    description=text(),
    receipt_email=text(),
    transfers=items(_TRANSFER),
    refunds=items(_REFUND),
)
HISTORY = group("payments", payments=items(_PAYMENT, most=10_000))


def add_history(world: World, payments: list[Body]) -> list[Body]:
    """Create each payment at its time, settled, with its transfers and refunds; answer their ids in the same order.

    Money that a transfer moved stays on the connected account's balance until its next automatic payout.
    Raises ApiError before anything is created when a payment lies in the future or names an unknown account.
    """
    for index, payment in enumerate(payments):
        _check(world, payment, f"payments[{index}]")
    world.is_muted = True
    try:
        return [_add(world, payment) for payment in payments]
    finally:
        world.is_muted = False


def _check(world: World, payment: Body, name: str) -> None:
    parts = [payment, *payment.get("transfers", []), *payment.get("refunds", [])]
    if any(part.get("created", 0) > world.now for part in parts):
        raise malformed("History cannot lie in the future of the sandbox's clock.", param=f"{name}[created]")
    if sum(refund["amount"] for refund in payment.get("refunds", [])) > payment["amount"]:
        raise malformed("More is refunded than was paid.", param=f"{name}[refunds]")
    for transfer in payment.get("transfers", []):
        if world.store.find("account", transfer["destination"]) is None:
            raise malformed(f"No such destination: '{transfer['destination']}'", param=f"{name}[transfers]")


def _add(world: World, payment: Body) -> Body:
    created, money = payment["created"], payment["currency"]
    with world.at(created):
        intent, charge = add_settled_payment(world, payment)
    charge.body["balance_transaction"] = add_transaction(
        world,
        account="",
        type_="charge",
        amount=payment["amount"],
        currency=money,
        fee=payment.get("fee", card_fee(payment["amount"], money)),
        source=charge.id,
        created=created,
        available_on=min(created + world.config.settlement_seconds, world.now),
    )
    transfers = [_add_transfer(world, payment, transfer) for transfer in payment.get("transfers", [])]
    refunds = [
        add_refund(
            world, charge, r["amount"], metadata=r.get("metadata"), created=r.get("created", created), is_plain=True
        )
        for r in payment.get("refunds", [])
    ]
    return {
        "payment_intent": intent.id,
        "charge": charge.id,
        "balance_transaction": charge.body["balance_transaction"],
        "fee": world.store.get("balance_transaction", charge.body["balance_transaction"]).body["fee"],
        "transfers": [transfer.id for transfer in transfers],
        "refunds": [refund.id for refund in refunds],
    }


def _add_transfer(world: World, payment: Body, transfer: Body) -> Record:
    params = {"currency": payment["currency"], "transfer_group": payment.get("transfer_group"), **transfer}
    return add_transfer(world, params, created=transfer.get("created", payment["created"]))
