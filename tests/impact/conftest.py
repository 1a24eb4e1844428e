"""A month in which things were sold, and the payouts after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from certification.credentials.queries import find_market, list_keys
from kit.clock import IsoWeek
from kit.database import Database
from market.impact.build_statement import build_statement
from market.impact.reach import reach_of, stream_reach
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.queries import list_payouts_of_runs
from market.payouts.run_payouts import run_payouts
from market.payouts.send_payout import send_payout
from models.enums import PayoutAccountState, PayoutRail, StatementSubject
from models.impact import ImpactStatement
from models.payouts import PayoutAccount
from tests.impact.held import Held
from tests.services import Services
from tests.shop import NOW, Shop

START = datetime(2026, 11, 1, tzinfo=UTC)
END = datetime(2026, 12, 1, tzinfo=UTC)
PAID_OUT = datetime(2026, 12, 2, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 9, tzinfo=UTC)
WHOLE = About(StatementSubject.MARKET)
SIGNING = Signing("https://market.example", "a secret key for tests, long enough")


@dataclass
class Month:
    """A shop that has sold, and what its statements ask."""

    shop: Shop
    orders: list[str]

    @property
    def database(self) -> Database:
        return self.shop.database

    def sell(self, quantities: dict[str, int]) -> str:
        placed = self.shop.place(quantities)
        assert self.shop.settle(placed.order_id) == "paid"
        self.orders.append(placed.order_id)
        return placed.order_id

    def pay_out(self, now: datetime = PAID_OUT) -> None:
        """Run the week's payouts and let all of them arrive, by Stripe and by bank."""
        with self.database.transaction() as session:
            outcome = run_payouts(session, period=IsoWeek.of(now), now=now, triggered_by="test")
        assert outcome.new_run_id is not None
        with self.database.transaction() as session:
            for payout in list_payouts_of_runs(session, [outcome.new_run_id]):
                if payout.rail is PayoutRail.MANUAL_BANK:
                    confirm_manual_payout(session, payout_id=payout.id, bank_reference="ref 1", now=now)
        with self.database.reading() as session:
            waiting = session.execute(text("select id from stripe_operation where state = 'pending'")).scalars().all()
        for operation_id in waiting:
            send_payout(self.database, self.shop.stripe, operation_id=operation_id, now=now)

    def ask(self, about: About = WHOLE, now: datetime = LATER, end: datetime = END) -> str:
        """Queue a statement from November on; its id."""
        with self.database.transaction() as session:
            asked = request_statement(
                session,
                about,
                period_start=START,
                period_end=end,
                currency="EUR",
                requested_by=None,
                now=now,
            )
            return asked.id

    def statement(self, organisation_id: str | None = None, now: datetime = LATER) -> ImpactStatement:
        about = About(StatementSubject.PRODUCER, organisation_id) if organisation_id else WHOLE
        return build_statement(self.database, self.ask(about, now), signing=SIGNING, now=now)

    def facts(self, statement: ImpactStatement) -> list[bytes]:
        """The lines that a statement was computed from, as they are published."""
        assert statement.as_of_entry is not None
        with self.database.reading() as session:
            reach = reach_of(session, statement)
            return [f"{line}\n".encode() for line in stream_reach(session, reach, as_of=statement.as_of_entry)]

    def public_key(self) -> bytes:
        with self.database.reading() as session:
            market = find_market(session)
            assert market is not None
            return list_keys(session, market.id)[0].public_key

    def text(self, organisation_id: str | None = None, now: datetime = LATER) -> str:
        statement = self.statement(organisation_id, now)
        assert statement.document is not None, statement.failure
        return statement.document


def open_month(database: Database) -> Month:
    """Five orders of two coffees and three chocolates, and one of a coffee alone."""
    shop = Shop.open(database, stock=100)
    with database.transaction() as session:
        for organisation_id, rail in (
            (shop.world.norandino_id, PayoutRail.STRIPE_CONNECT),
            (shop.world.kuapa_id, PayoutRail.MANUAL_BANK),
        ):
            session.add(
                PayoutAccount(
                    organisation_id=organisation_id,
                    rail=rail,
                    currency="EUR",
                    country="PE",
                    state=PayoutAccountState.ACTIVE,
                    stripe_account_id="acct_1" if rail is PayoutRail.STRIPE_CONNECT else None,
                    created_at=NOW,
                )
            )
    month = Month(shop, [])
    for _ in range(5):
        month.sell({shop.coffee: 2, shop.chocolate: 3})
    month.sell({shop.coffee: 1})
    return month


@pytest.fixture
def month(clean_database: Database) -> Month:
    return open_month(clean_database)


@pytest.fixture(scope="module")
def held(services: Services) -> Iterator[Held]:
    """A statement of two months, with sales and payouts."""
    with services.clone() as url:
        database = Database(url, pool_size=5)
        month = open_month(database)
        month.pay_out()
        asked = month.ask(end=END + timedelta(days=7))
        statement = build_statement(database, asked, signing=SIGNING, now=LATER)
        assert statement.document is not None
        yield Held(statement.document, tuple(month.facts(statement)), month.public_key())
        database.close()
