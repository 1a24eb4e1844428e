"""The small shop with an order paid in week 48 and due in week 49; one producer paid by Stripe, one by bank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from kit.clock import IsoWeek
from kit.database import Database
from market.ledger.invariants import verify_ledger
from market.payouts.queries import PayoutFact, list_payouts_of_runs, list_runs_of_period
from market.payouts.run_payouts import RunOutcome, run_payouts
from market.payouts.send_payout import send_payout
from models.enums import PayoutAccountState, PayoutRail, StripeOperationState
from models.payouts import PayoutAccount
from tests.shop import Shop
from tests.trading import empty
from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
from tests.trading import trading_url as trading_url

WEEK = IsoWeek.parse("2026-W49")
DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)


@dataclass
class Till:
    """The shop, and what payouts ask of it."""

    shop: Shop

    @property
    def database(self) -> Database:
        return self.shop.database

    @property
    def stripe_producer(self) -> str:
        return self.shop.world.norandino_id

    @property
    def bank_producer(self) -> str:
        return self.shop.world.kuapa_id

    def run(self, period: IsoWeek = WEEK, now: datetime = DUE) -> RunOutcome:
        with self.database.transaction() as session:
            return run_payouts(session, period=period, now=now, triggered_by="test")

    def payouts(self) -> list[PayoutFact]:
        """All payouts of the week so far."""
        with self.database.reading() as session:
            runs = list_runs_of_period(session, WEEK)
            return list_payouts_of_runs(session, [run.id for run in runs])

    def send(self, operation_id: str, now: datetime = DUE) -> StripeOperationState:
        return send_payout(self.database, self.shop.stripe, operation_id=operation_id, now=now)

    def operations(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.execute(text("select id from stripe_operation order by id")).scalars())

    def journal(self, key: str) -> str:
        """The id of the entry with this key."""
        with self.database.reading() as session:
            return str(
                session.execute(text("select id from journal where idempotency_key = :k"), {"k": key}).scalar_one()
            )

    def scalar(self, sql: str) -> object:
        with self.database.reading() as session:
            return session.execute(text(sql)).scalar_one()

    def do(self, sql: str) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql))


def add_account(database: Database, organisation_id: str, rail: PayoutRail, stripe_account_id: str | None) -> None:
    with database.transaction() as session:
        session.add(
            PayoutAccount(
                organisation_id=organisation_id,
                rail=rail,
                currency="EUR",
                country="PE",
                state=PayoutAccountState.ACTIVE,
                stripe_account_id=stripe_account_id,
                created_at=DUE,
            )
        )


@pytest.fixture
def till(trading_place: Database) -> Iterator[Till]:
    """One order of two coffees and three chocolates, paid; whatever a test does, the books are in order after it."""
    try:
        shop = Shop.open(trading_place)
        add_account(trading_place, shop.world.norandino_id, PayoutRail.STRIPE_CONNECT, "acct_norandino")
        add_account(trading_place, shop.world.kuapa_id, PayoutRail.MANUAL_BANK, None)
        shop.settle(shop.place({shop.coffee: 2, shop.chocolate: 3}).order_id)
        yield Till(shop)
        with trading_place.reading() as session:
            assert verify_ledger(session) == []
    finally:
        empty(trading_place)
