"""What a superuser can break behind the database's guards, the questions find."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text

from kit.database import Database
from kit.money import Money
from market.ledger.accounts import STRIPE_PENDING, producer_payable
from market.ledger.errors import DayNotOver
from market.ledger.invariants import QUESTIONS, verify_ledger
from market.ledger.post import post
from market.ledger.queries import lock_for_sealing
from market.ledger.rules import Entry, credit, debit
from market.ledger.seal_day import seal_day, seal_days, verify_seals
from models.enums import JournalKind
from tests.ledger.conftest import Owners, insert_order

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "a key that only tests use, forty letters"

# What is broken, and the questions that must find it. Triggers and constraints are off while it is done.
BREAKAGES = {
    "entry_unbalanced": "update posting set amount_minor = amount_minor + 1 where amount_minor > 0",
    "entry_too_short": "delete from posting",
    "balance_is_not_the_sum": "update ledger_account set balance_minor = balance_minor - 7",
    "account_overdrawn": "update posting set amount_minor = 900 where amount_minor < 0",
    "unpaid_order_booked": "update journal set kind = 'order_paid', order_id = (select id from customer_order)",
    "paid_order_not_booked": "update customer_order set state = 'paid', paid_at = now()",
    "order_parts_do_not_sum": "update customer_order set total_minor = 1000, goods_minor = 1000",
    "stock_reserved_is_not_held": "insert into stock (variant_id, on_hand, reserved) values ('var_1', 3, 2)",
    "operation_stuck": """
        insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                      next_attempt_at, must_look_up, created_at)
        values ('sop_1', 'transfer', 'b', 'i', '{}', 'pyt_1', 'unknown', 1, now(), false, now() - interval '25 hours')
    """,
    "operation_without_entry": """
        insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                      next_attempt_at, must_look_up)
        values ('sop_1', 'transfer', 'b', 'i', '{}', 'pyt_1', 'succeeded', 1, now(), false)
    """,
    "payout_without_claim": """
        insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor, state)
        values ('pyt_1', 'run_1', 'org_1', 'pac_1', 'manual_bank', 'goods', 'EUR', 100, 'in_transit')
    """,
    "payout_end_not_booked": """
        insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor, state)
        values ('pyt_1', 'run_1', 'org_1', 'pac_1', 'manual_bank', 'goods', 'EUR', 100, 'paid')
    """,
    "payout_is_not_its_items": """
        insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor, state)
        values ('pyt_1', 'run_1', 'org_1', 'pac_1', 'manual_bank', 'goods', 'EUR', 100, 'in_transit')
    """,
    "premium_used_otherwise": """
        update ledger_account set code = 'premium:x' where kind = 'liability';
        update posting set amount_minor = -amount_minor;
        update journal set kind = 'transfer_sent'
    """,
}


@pytest.fixture
def booked(database: Database, owners: Owners) -> str:
    """One entry over 500 cents; its id."""
    legs = (debit(STRIPE_PENDING, Money(500, "EUR")), credit(producer_payable(owners.coffee), Money(500, "EUR")))
    with database.transaction() as session:
        return post(session, Entry(JournalKind.CORRECTION, "a", NOON, legs), now=NOON).id


def test_books_in_order_give_no_violation(database: Database, owners: Owners) -> None:
    legs = (debit(STRIPE_PENDING, Money(500, "EUR")), credit(producer_payable(owners.coffee), Money(500, "EUR")))
    with database.transaction() as session:
        post(session, Entry(JournalKind.CORRECTION, "a", NOON, legs), now=NOON)
    with database.reading() as session:
        assert verify_ledger(session) == []


def test_every_planted_breakage_is_named(
    database: Database, fresh_database_url: str, booked: str, subtests: pytest.Subtests
) -> None:
    insert_order(database, total_minor=500)
    for name, sql in BREAKAGES.items():
        with subtests.test(name), psycopg.connect(fresh_database_url) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute("alter table ledger_account drop constraint if exists ck_ledger_account_no_overdraft")
            connection.execute(sql)
            question = next(question for question in QUESTIONS if question.name == name)
            assert connection.execute(f"select id from ({question.sql}) as offender").fetchall(), name
            connection.rollback()


def test_a_violation_says_what_is_wrong_and_where(database: Database, fresh_database_url: str, booked: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update posting set amount_minor = amount_minor + 1 where amount_minor > 0")
    with database.reading() as session:
        found = {violation.name: violation for violation in verify_ledger(session)}
    assert found["entry_unbalanced"].ids == (booked,)
    assert "stripe:pending EUR" in found["balance_is_not_the_sum"].ids


def test_a_day_is_sealed_once_it_is_over_by_the_databases_clock(database: Database, booked: str) -> None:
    with database.transaction() as session:
        today = lock_for_sealing(session).date()
        with pytest.raises(DayNotOver):
            seal_day(session, day=today, secret_key=KEY)
        assert seal_days(session, secret_key=KEY) == []


def test_a_rewritten_day_breaks_its_seal(database: Database, fresh_database_url: str, booked: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update journal set posted_at = posted_at - interval '3 days'")
    with database.transaction() as session:
        roots = seal_days(session, secret_key=KEY)
    assert len(roots) == 3, "quiet days are sealed too: a gap would hide a removed day"
    with database.transaction() as session:
        assert seal_days(session, secret_key=KEY) == []
        day = datetime.fromisoformat(roots[0].day).date()
        assert seal_day(session, day=day, secret_key=KEY) == roots[0]
        with pytest.raises(DayNotOver):
            seal_day(session, day=day - timedelta(days=1), secret_key=KEY)
    with database.reading() as session:
        assert verify_seals(session, secret_key=KEY) == []
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update posting set amount_minor = amount_minor * 2")
        connection.execute("update ledger_account set balance_minor = balance_minor * 2")
    with database.reading() as session:
        assert verify_ledger(session) == [], "doubling everything balances"
        assert [(violation.name, violation.ids) for violation in verify_seals(session, secret_key=KEY)] == [
            ("sealed_day_rewritten", (roots[0].day,))
        ]


def test_a_seal_made_with_another_key_is_found(database: Database, fresh_database_url: str, booked: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update journal set posted_at = posted_at - interval '1 day'")
    with database.transaction() as session:
        (root,) = seal_days(session, secret_key=KEY)
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update ledger_root set signature = '\\x00'")
    with database.reading() as session:
        assert [violation.ids for violation in verify_seals(session, secret_key=KEY)] == [(root.day,)]


def test_an_entry_waits_for_the_sealing_and_lands_in_the_next_day(database: Database, fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as sealing, database.transaction() as session:
        sealing.execute("select pg_advisory_xact_lock(hashtext('ledger_seal'))")
        session.execute(text("set local lock_timeout = '100ms'"))
        with pytest.raises(Exception, match="lock timeout"):
            session.execute(
                text(
                    "insert into journal (id, idempotency_key, input_hash, kind, effective_at, note, detail) "
                    "values ('led_1', 'k', '', 'correction', now(), '', '{}')"
                )
            )
        session.rollback()
