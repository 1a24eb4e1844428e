"""A Stripe in memory: its own account of its money, the events it has made, and its bad moments."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from gateways.errors import GatewayRefused
from gateways.stripe import EventFact, StripeBalanceFact, TransactionFact
from kit.database import refuse_inside_transaction
from kit.money import Money

Known = TypeVar("Known")
_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class FakeBooks:
    """The balance sheet is `transactions`."""

    transactions: dict[str, TransactionFact] = field(default_factory=dict)
    events: list[EventFact] = field(default_factory=list)
    fail_before: list[Exception] = field(default_factory=list)
    fail_after: list[Exception] = field(default_factory=list)
    now: datetime = _NOON

    def _begin(self) -> None:
        refuse_inside_transaction("Stripe was called")
        if self.fail_before:
            raise self.fail_before.pop(0)

    def _find(self, known: Mapping[str, Known], id_: str) -> Known:
        """What Stripe has under this id."""
        self._begin()
        if id_ not in known:
            raise GatewayRefused("read", "resource_missing", f"No such object: {id_}")
        return known[id_]

    def _end(self) -> None:
        if self.fail_after:
            raise self.fail_after.pop(0)

    def book(
        self, type_: str, source: str, amount: Money, *, fee: Money | None = None, available_at: datetime | None = None
    ) -> str:
        """Write a balance transaction; its id."""
        id_ = f"txn_{len(self.transactions) + 1}"
        self.transactions[id_] = TransactionFact(
            id=id_,
            type=type_,
            reporting_category=type_,
            source=source,
            description="",
            amount=amount,
            fee=fee or Money(0, amount.currency),
            exchange_rate=None,
            created_at=self.now,
            available_at=available_at or self.now,
        )
        return id_

    def list_transactions(self, *, since: datetime, until: datetime) -> Iterator[TransactionFact]:
        self._begin()
        made = (entry for entry in self.transactions.values() if since <= entry.created_at < until)
        return iter(sorted(made, key=lambda entry: entry.created_at, reverse=True))

    def read_balances(self) -> dict[str, StripeBalanceFact]:
        self._begin()
        found: dict[str, StripeBalanceFact] = {}
        for entry in self.transactions.values():
            nothing = Money(0, entry.net.currency)
            before = found.get(entry.net.currency, StripeBalanceFact(nothing, nothing))
            is_usable = entry.available_at <= self.now
            found[entry.net.currency] = StripeBalanceFact(
                before.available + (entry.net if is_usable else nothing),
                before.pending + (nothing if is_usable else entry.net),
            )
        return found

    def announce(self, type_: str, object_id: str, *, account: str = "", **facts: object) -> EventFact:
        """An event about an object, as Stripe would send it."""
        id_ = f"evt_{len(self.events) + 1}"
        body = {
            "id": id_,
            "object": "event",
            "type": type_,
            "account": account or None,
            "api_version": "2026-10-28.endive",
            "livemode": False,
            "created": int(self.now.timestamp()),
            "data": {"object": {"id": object_id, **facts}},
        }
        event = EventFact(
            id_, type_, account, "2026-10-28.endive", False, self.now, object_id, json.dumps(body), is_thin=False
        )
        self.events.append(event)
        return event

    def list_events(self, *, since: datetime, account: str = "") -> Iterator[EventFact]:
        self._begin()
        return iter(
            [event for event in reversed(self.events) if event.occurred_at >= since and event.account == account]
        )
