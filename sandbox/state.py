"""The whole truth of a sandbox in one JSON object: the oracle that tests compare their own books with."""

from sandbox.balances import balance_body
from sandbox.config import PLATFORM_ID
from sandbox.store import Body, Record
from sandbox.views import present
from sandbox.world import World


def state_body(world: World) -> Body:
    """Balances, per connected account its transfers and reversals, per charge its refunds, and what is open."""
    refunds: dict[str, list[Body]] = {}
    for refund in world.store.all("refund"):
        refunds.setdefault(refund.body["charge"], []).append(refund.body)
    return {
        "clock": {"now": world.now, "offset_seconds": int(world.clock.offset)},
        "platform": {"id": PLATFORM_ID, "balance": totals(world, ""), "payouts": _bodies(world, "payout", "")},
        "accounts": {account.id: account_state(world, account) for account in world.store.all("account")},
        "charges": {
            charge.id: _charge_state(charge) | {"refunds": refunds.get(charge.id, [])}
            for charge in world.store.all("charge", account="")
        },
        "disputes": _bodies(world, "dispute", ""),
        "checkout_sessions": _bodies(world, "checkout.session", ""),
        "events": _event_counts(world),
    }


def totals(world: World, account: str) -> dict[str, dict[str, int]]:
    """`{"eur": {"available": 100, "pending": 20}}` of the platform ("") or a connected account."""
    body = balance_body(world, account)
    sums: dict[str, dict[str, int]] = {}
    for kind in ("available", "pending"):
        for line in body[kind]:
            sums.setdefault(line["currency"], {})[kind] = line["amount"]
    return sums


def account_state(world: World, account: Record) -> Body:
    transfers = [t for t in world.store.all("transfer") if t.body["destination"] == account.id]
    reversals = [
        world.store.get("transfer_reversal", id_).body for t in transfers for id_ in t.hidden.get("reversals", [])
    ]
    sent: dict[str, int] = {}
    for transfer in transfers:
        kept = transfer.body["amount"] - transfer.body["amount_reversed"]
        sent[transfer.body["currency"]] = sent.get(transfer.body["currency"], 0) + kept
    return {
        "balance": totals(world, account.id),
        "transfers": [transfer.body for transfer in transfers],
        "reversals": reversals,
        "transferred_net": sent,
        "payouts": _bodies(world, "payout", account.id),
        "payouts_enabled": account.body["payouts_enabled"],
        "capabilities": account.body["capabilities"],
    }


def _charge_state(charge: Record) -> Body:
    keys = (
        "amount",
        "amount_captured",
        "amount_refunded",
        "currency",
        "status",
        "payment_intent",
        "disputed",
        "metadata",
    )
    return {key: charge.body[key] for key in keys}


def _bodies(world: World, kind: str, account: str) -> list[Body]:
    return [present(world, record) for record in world.store.all(kind, account=account)]


def _event_counts(world: World) -> Body:
    states = [delivery.body["state"] for delivery in world.store.all("_delivery")]
    return {
        "recorded": sum(1 for _ in world.store.all("event")) + sum(1 for _ in world.store.all("v2.core.event")),
        "deliveries": {state: states.count(state) for state in ("waiting", "delivered", "failed")},
    }
