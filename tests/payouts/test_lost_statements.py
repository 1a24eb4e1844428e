"""A statement whose request was lost with the broker is asked for again, until it is there."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from kit.clock import IsoWeek, utc_now
from kit.database import Database
from market.impact import sweep_statements as impact
from market.impact.build_statement import build_statement as build_impact_statement
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from market.payouts import sweep_statements as payouts
from market.payouts.run_payouts import run_payouts
from market.payouts.send_payout import send_payout
from market.payouts.statements.build_statement import build_statement
from models.enums import PayoutAccountState, PayoutRail, StatementSubject
from models.payouts import PayoutAccount
from tests.shop import NOW, Shop

LATER = NOW + timedelta(days=10)
WEEK = IsoWeek.of(LATER)
MINUTES = timedelta(minutes=2)


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    shop = Shop.open(clean_database)
    shop.settle(shop.place({shop.coffee: 1}).order_id)
    return shop


def lose_all_messages(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.execute(text("update outbox set sent_at = now() where sent_at is null"))


def test_a_producers_statement(shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.add(
            PayoutAccount(
                organisation_id=shop.world.norandino_id,
                rail=PayoutRail.STRIPE_CONNECT,
                currency="EUR",
                country="PE",
                state=PayoutAccountState.ACTIVE,
                stripe_account_id="acct_1",
            )
        )
    with shop.database.transaction() as session:
        run_payouts(session, period=WEEK, now=LATER, triggered_by="test")
        operations = list(session.execute(text("select id from stripe_operation")).scalars())
    for operation_id in operations:
        send_payout(shop.database, shop.stripe, operation_id=operation_id, now=LATER)
    lose_all_messages(shop)
    with shop.database.transaction() as session:
        assert payouts.sweep_statements(session, now=LATER) == 0  # its task may still be on its way
        assert payouts.sweep_statements(session, now=LATER + MINUTES) == 1
        build_statement(session, organisation_id=shop.world.norandino_id, period=WEEK, now=LATER + MINUTES)
        assert payouts.sweep_statements(session, now=LATER + 2 * MINUTES) == 0


def test_an_impact_statement(shop: Shop) -> None:
    now = utc_now()
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with shop.database.transaction() as session:
        asked = request_statement(
            session,
            About(StatementSubject.MARKET),
            period_start=today - timedelta(days=7),
            period_end=today,
            currency="EUR",
            requested_by=None,
            now=now,
        )
    lose_all_messages(shop)
    with shop.database.transaction() as session:
        assert impact.sweep_statements(session, now=now) == 0
        assert impact.sweep_statements(session, now=now + MINUTES) == 1
    signing = Signing("https://market.example", "a secret key for tests, long enough")
    build_impact_statement(shop.database, asked.id, signing=signing, now=now + MINUTES)
    with shop.database.transaction() as session:
        assert impact.sweep_statements(session, now=now + 2 * MINUTES) == 0
