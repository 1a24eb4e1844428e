"""Stripe's own account of the platform's money, and the events it has made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import stripe

from gateways.stripe.client import Caller, at, id_of, money_of
from gateways.stripe.events import event_fact
from gateways.stripe.facts import EventFact, StripeBalanceFact, TransactionFact
from kit.money import Money


class Balance(Caller):
    """Balance transactions, balances and the list of events."""

    def list_transactions(self, *, since: datetime, until: datetime) -> Iterator[TransactionFact]:
        with self.calling("list_transactions"):
            listed = self._client.v1.balance_transactions.list(
                params={"created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())}, "limit": 100}
            )
            for entry in listed.auto_paging_iter():
                yield _transaction_fact(entry)

    def read_balances(self) -> dict[str, StripeBalanceFact]:
        with self.calling("read_balances"):
            balance = self._client.v1.balance.retrieve()
        found: dict[str, StripeBalanceFact] = {}
        for line in balance.available:
            code = line.currency.upper()
            found[code] = StripeBalanceFact(money_of(line.amount, code), Money(0, code))
        for pending in balance.pending:
            code = pending.currency.upper()
            before = found.get(code, StripeBalanceFact(Money(0, code), Money(0, code)))
            found[code] = StripeBalanceFact(before.available, money_of(pending.amount, code))
        return found

    def list_events(self, *, since: datetime, account: str = "") -> Iterator[EventFact]:
        with self.calling("list_events"):
            listed = self._client.v1.events.list(
                params={"created": {"gte": int(since.timestamp())}, "limit": 100},
                options={"stripe_account": account} if account else {},
            )
            for event in listed.auto_paging_iter():
                fact = event_fact(json.dumps(event.to_dict(for_json=True), separators=(",", ":")))
                # Only what is delivered says whose it is.
                yield replace(fact, account=account)


def _transaction_fact(entry: stripe.BalanceTransaction) -> TransactionFact:
    return TransactionFact(
        id=entry.id,
        type=entry.type,
        reporting_category=entry.reporting_category,
        source=id_of(entry.source),
        description=entry.description or "",
        amount=money_of(entry.amount, entry.currency),
        fee=money_of(entry.fee, entry.currency),
        exchange_rate=None if entry.exchange_rate is None else str(entry.exchange_rate),
        created_at=at(entry.created),
        available_at=at(entry.available_on),
    )
