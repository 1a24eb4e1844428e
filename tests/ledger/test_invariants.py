"""What a superuser can break behind the database's guards, the questions find."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text

from kit.clock import utc_now
from kit.database import Database
from kit.money import Money
from market.ledger.accounts import FEE_INCOME, STRIPE_PENDING
from market.ledger.entry import Entry, credit, debit
from market.ledger.errors import DayNotOver
from market.ledger.invariants import QUESTIONS, Question, verify_ledger
from market.ledger.post import post
from market.ledger.queries import lock_for_sealing
from market.ledger.seal_day import seal_day, seal_days, verify_seals
from models.enums import JournalKind
from tests.ledger.breakages import BREAKAGES
from tests.ledger.conftest import Owners
from tests.ledger.history import live
from tests.ledger.makers import NOON
from tests.services import Services
from tests.trading import trading

KEY = "a key that only tests use, forty letters"

NO_MOMENT = {"now": None}
WAITING = ("operation_stuck", "event_stuck", "transaction_unmatched")

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def history(services: Services) -> Iterator[str]:
    """The address of a database in which everything has happened that can honestly happen."""
    with services.clone() as url, trading(url) as trade:
        live(trade)
        yield url


@pytest.fixture
def unguarded(history: str) -> Iterator[Connection]:
    """A superuser's connection with triggers and foreign keys switched off; whatever it does is undone."""
    with psycopg.connect(history) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("alter table ledger_account drop constraint ck_ledger_account_no_overdraft")
        yield connection
        connection.rollback()


def test_every_question_has_a_breakage_planted_for_it() -> None:
    names = [question.name for question in QUESTIONS]
    assert sorted(names) == sorted(BREAKAGES)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_planted_breakage_is_found_and_named(unguarded: Connection, question: Question) -> None:
    assert unguarded.execute(question.sql, NO_MOMENT).fetchall() == [], "before anything is broken"
    breakage = BREAKAGES[question.name]
    unguarded.execute(breakage.plant)
    offender = unguarded.execute(breakage.offender).fetchone()
    assert offender is not None and offender[0] is not None, "something was broken"
    asked = f"select id from ({question.sql}) as offender"
    named = [row[0] for row in unguarded.execute(asked, NO_MOMENT).fetchall()]
    assert offender[0] in named


@pytest.fixture
def booked(database: Database, owners: Owners) -> str:
    """One entry over 500 cents; its id."""
    legs = (debit(STRIPE_PENDING, Money(500, "EUR")), credit(FEE_INCOME, Money(500, "EUR")))
    with database.transaction() as session:
        return post(session, Entry(JournalKind.CORRECTION, "a", NOON, legs), now=NOON).id


def test_a_violation_says_what_is_wrong_and_where(database: Database, fresh_database_url: str, booked: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update posting set amount_minor = amount_minor + 1 where amount_minor > 0")
    with database.reading() as session:
        found = {violation.name: violation for violation in verify_ledger(session)}
    assert found["entry_unbalanced"].ids == (booked,)
    assert "stripe:pending EUR" in found["balance_is_not_the_sum"].ids


def test_what_waits_too_long_is_judged_as_of_the_moment_asked_for(database: Database, fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute("set session_replication_role = replica")
        for name in WAITING:
            connection.execute(BREAKAGES[name].plant)
        for table, column in (
            ("stripe_operation", "created_at"),
            ("stripe_event", "received_at"),
            ("stripe_balance_transaction", "imported_at"),
        ):
            connection.execute(f"update {table} set {column} = now() - interval '26 hours'")
    now = utc_now()
    with database.reading() as session:
        for moment, expected in (
            (None, WAITING),
            (now, WAITING),
            (now - timedelta(hours=1), WAITING),
            (now - timedelta(hours=3), ()),
            (now + timedelta(days=9), WAITING),
        ):
            found = {violation.name for violation in verify_ledger(session, now=moment)}
            assert found & set(WAITING) == set(expected), moment


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
