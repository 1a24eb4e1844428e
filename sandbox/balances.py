"""Money: balance transactions, what they add up to, and Stripe's fees.

All amounts are minor units of the currency named beside them. A transaction counts as pending until `available_on`.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.ids import new_id
from sandbox.store import Body

if TYPE_CHECKING:
    from sandbox.world import World

DISPUTE_FEE = 2_000
# A card of the European Economic Area on a European account: 1.5 % + 0.25. One table for all cards keeps it simple.
_FEE_PER_MILLE = 15
_FIXED_FEE = {"eur": 25, "gbp": 20, "usd": 30, "chf": 30}


def card_fee(amount: int, currency: str) -> int:
    """1.5 %, rounded half up, plus the fixed part; never more than the amount."""
    return min(amount, (amount * _FEE_PER_MILLE + 500) // 1_000 + _FIXED_FEE.get(currency, 25))


@dataclass
class _Pot:
    settled: int = 0
    waiting: list[tuple[int, int]] = field(default_factory=list)

    def settle(self, now: int) -> None:
        while self.waiting and self.waiting[0][0] <= now:
            self.settled += heapq.heappop(self.waiting)[1]


class Balances:
    """Running totals per account and currency, so that a balance costs no walk through the history."""

    def __init__(self) -> None:
        self._pots: dict[str, dict[str, _Pot]] = defaultdict(lambda: defaultdict(_Pot))

    def book(self, account: str, currency: str, net: int, available_on: int) -> None:
        heapq.heappush(self._pots[account][currency].waiting, (available_on, net))

    def available(self, account: str, currency: str, now: int) -> int:
        pot = self._pots[account][currency]
        pot.settle(now)
        return pot.settled

    def pending(self, account: str, currency: str, now: int) -> int:
        pot = self._pots[account][currency]
        pot.settle(now)
        return sum(net for _, net in pot.waiting)

    def currencies(self, account: str) -> list[str]:
        return sorted(self._pots[account])

    def clear(self) -> None:
        self._pots.clear()


def add_transaction(
    world: "World",
    *,
    account: str,
    type_: str,
    amount: int,
    currency: str,
    source: str | None,
    fee: int = 0,
    fee_description: str = "Stripe processing fees",
    available_on: int | None = None,
    created: int | None = None,
    reporting_category: str = "",
    description: str | None = None,
    exchange_rate: str | None = None,
) -> str:
    """Book one balance transaction and return its id. `amount` is signed; net is amount - fee. `exchange_rate`: it was
    converted into `currency`."""
    created = world.now if created is None else created
    available_on = created if available_on is None else available_on
    fee_details = [
        {"amount": fee, "application": None, "currency": currency, "description": fee_description, "type": "stripe_fee"}
    ]
    body: Body = {
        "id": new_id("balance_transaction"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": created,
        "currency": currency,
        "description": description,
        "exchange_rate": None if exchange_rate is None else float(exchange_rate),
        "fee": fee,
        "fee_details": fee_details if fee else [],
        "net": amount - fee,
        "reporting_category": reporting_category or type_,
        "source": source,
        "status": "pending",
        "type": type_,
    }
    world.store.add("balance_transaction", body["id"], body, account=account)
    world.balances.book(account, currency, amount - fee, available_on)
    if available_on > world.now:
        world.later("balance_available", at=available_on, once=True, account=account)
    return str(body["id"])


def balance_body(world: "World", account: str) -> Body:
    """The `balance` object of the platform ("") or of a connected account."""
    home = default_currency(world, account)
    currencies = world.balances.currencies(account) or [home]

    def lines(figure: dict[str, int]) -> list[Body]:
        return [{"amount": figure[c], "currency": c, "source_types": {"card": figure[c]}} for c in currencies]

    body: Body = {
        "object": "balance",
        "available": lines({c: world.balances.available(account, c, world.now) for c in currencies}),
        "livemode": False,
        "pending": lines({c: world.balances.pending(account, c, world.now) for c in currencies}),
    }
    if not account:
        body["connect_reserved"] = [{"amount": 0, "currency": c} for c in currencies]
    return body


def default_currency(world: "World", account: str) -> str:
    record = world.store.find("account", account) if account else None
    return str(record.body["default_currency"]) if record else "eur"
