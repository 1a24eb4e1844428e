"""Each way to spoil the books with SQL, committed for real, is refused by the database itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from kit.database import Database
from kit.money import Money
from market.ledger.accounts import STRIPE_PENDING, producer_payable
from market.ledger.entry import Entry, credit, debit
from market.ledger.post import post
from models.enums import JournalKind
from tests.ledger.conftest import Owners

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

Attack = Callable[[psycopg.Cursor[tuple[object, ...]]], object]

NEW_JOURNAL = """
    insert into journal (id, idempotency_key, input_hash, kind, effective_at, note, detail)
    values ('led_evil', 'evil', '\\x00', 'correction', now(), '', '{}')
"""
FORBIDDEN = (
    "update posting set amount_minor = 1",
    "delete from journal",
    "truncate posting",
    "update ledger_account set balance_minor = 0",
    "delete from ledger_account",
    "delete from ledger_root",
    "update breakdown_part set amount_minor = 1",
    "update audit_event set action = 'x'",
    "update certification_event set id = id",
    "delete from stripe_operation",
    "alter table posting disable trigger all",
    "drop trigger append_only on journal",
    "create table public.mine (id int)",
    "set session_replication_role = replica",
    "select grant_app_role()",
    "update alembic_version set version_num = '0000'",
)
ADD = """
    insert into posting (journal_id, account_id, currency, amount_minor)
    select %s, id, currency, %s from ledger_account where code = %s and currency = %s
"""


@pytest.fixture
def paid(database: Database, owners: Owners) -> Owners:
    """Ten euros owed to the coffee producer, one to the cocoa producer, and ten dollars beside them."""
    legs = (
        debit(STRIPE_PENDING, Money(1100, "EUR")),
        credit(producer_payable(owners.coffee), Money(1000, "EUR")),
        credit(producer_payable(owners.cocoa), Money(100, "EUR")),
        debit(STRIPE_PENDING, Money(1000, "USD")),
        credit(producer_payable(owners.coffee), Money(1000, "USD")),
    )
    with database.transaction() as session:
        post(session, Entry(JournalKind.ORDER_PAID, "order:1:paid", NOON, legs), now=NOON)
    return owners


@pytest.fixture
def connection(fresh_database_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(fresh_database_url) as opened:
        yield opened


def add(cursor: psycopg.Cursor[tuple[object, ...]], amount: int, code: str, currency: str = "EUR") -> None:
    cursor.execute(ADD, ("led_evil", amount, code, currency))


def snapshot(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    """Everything the books say."""
    return [
        connection.execute(f"select * from {table} order by id").fetchall()
        for table in ("ledger_account", "journal", "posting")
    ]


def spoils(payable: str) -> dict[str, Attack]:
    def early_check_then_one_more(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
        cursor.execute(NEW_JOURNAL)
        add(cursor, 5, "stripe:pending")
        add(cursor, -5, payable)
        cursor.execute("set constraints all immediate")
        add(cursor, 1000, "stripe:pending")

    def deferred_again(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
        cursor.execute(NEW_JOURNAL)
        add(cursor, 5, "stripe:pending")
        add(cursor, -5, payable)
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        add(cursor, 1000, "stripe:pending")

    def legs(*pairs: tuple[int, str, str]) -> Attack:
        def run(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
            cursor.execute(NEW_JOURNAL)
            for amount, code, currency in pairs:
                add(cursor, amount, code, currency)

        return run

    def balanced_into_the_past(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
        cursor.execute(
            "insert into posting (journal_id, account_id, currency, amount_minor) "
            "select j.id, a.id, 'EUR', case a.code when 'stripe:pending' then 5 else -5 end "
            "from journal j, ledger_account a where a.code in ('stripe:pending', %s) and a.currency = 'EUR'",
            (payable,),
        )

    def a_temporary_table_in_front(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
        cursor.execute("create temporary table posting (journal_id text, currency text, amount_minor bigint)")
        cursor.execute("insert into posting values ('led_evil', 'EUR', 1), ('led_evil', 'EUR', -1)")
        cursor.execute(NEW_JOURNAL)
        cursor.execute(ADD.replace("into posting", "into public.posting"), ("led_evil", 9, "stripe:pending", "EUR"))

    def statement(sql: str) -> Attack:
        return lambda cursor: cursor.execute(sql)

    return {
        "no posting": legs(),
        "one posting": legs((5, "stripe:pending", "EUR")),
        "off by one": legs((5, "stripe:pending", "EUR"), (-4, payable, "EUR")),
        "nothing": legs((0, "stripe:pending", "EUR"), (0, payable, "EUR")),
        "balanced only across currencies": legs((5, "stripe:pending", "EUR"), (-5, payable, "USD")),
        "overdraw": legs((1001, payable, "EUR"), (-1001, "stripe:pending", "EUR")),
        "early check, then one more": early_check_then_one_more,
        "early check, deferred again": deferred_again,
        "balanced postings into an old entry": balanced_into_the_past,
        "a temporary table in front": a_temporary_table_in_front,
        "wrong currency": statement(
            "insert into posting (journal_id, account_id, currency, amount_minor) "
            "select j.id, a.id, 'CHF', 5 from journal j, ledger_account a limit 1"
        ),
        "update a posting": statement("update posting set amount_minor = amount_minor + 1"),
        "update no posting": statement("update posting set amount_minor = 1 where false"),
        "delete a posting": statement("delete from posting"),
        "truncate postings": statement("truncate posting"),
        "update an entry": statement("update journal set note = 'never happened'"),
        "delete an entry": statement("delete from journal"),
        "truncate everything": statement("truncate organisation cascade"),
        "set a balance": statement("update ledger_account set balance_minor = balance_minor - 1"),
        "rename an account": statement("update ledger_account set code = 'mine'"),
        "unguard an account": statement("update ledger_account set is_guarded = false"),
        "drop an account": statement("delete from ledger_account"),
        "open an account with money": statement(
            "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
            "values ('gift', 'EUR', 'asset', false, 100)"
        ),
        "open an account twice": statement(
            "insert into ledger_account (code, currency, kind, is_guarded, balance_minor) "
            "values ('stripe:pending', 'EUR', 'asset', false, 0)"
        ),
    }


def test_every_attack_is_refused_and_changes_nothing(
    paid: Owners, connection: psycopg.Connection[tuple[object, ...]], subtests: pytest.Subtests
) -> None:
    for name, attack in spoils(producer_payable(paid.coffee).code).items():
        with subtests.test(name):
            before = snapshot(connection)
            connection.commit()
            with pytest.raises(psycopg.errors.IntegrityError):  # some only at COMMIT
                attack(connection.cursor())
                connection.commit()
            connection.rollback()
            assert snapshot(connection) == before
            connection.commit()


def test_a_forged_transaction_number_does_not_reopen_an_entry(
    paid: Owners, connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    payable = producer_payable(paid.coffee).code
    cursor = connection.cursor()
    cursor.execute(
        "insert into journal (id, idempotency_key, input_hash, kind, effective_at, note, detail, transaction) "
        "values ('led_evil', 'evil', '\\x00', 'correction', now(), '', '{}', pg_current_xact_id()::text::bigint + 1)"
    )
    add(cursor, 5, "stripe:pending")
    add(cursor, -5, payable)
    connection.commit()
    with pytest.raises(psycopg.errors.IntegrityError, match="is closed"):
        add(cursor, 5, "stripe:pending")


def test_the_role_of_the_service_may_not(
    connection: psycopg.Connection[tuple[object, ...]], subtests: pytest.Subtests
) -> None:
    for sql in FORBIDDEN:
        with subtests.test(sql):
            connection.execute("set role solifair_app")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql)
            connection.rollback()


def test_the_role_of_the_service_may_work(paid: Owners, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute("set role solifair_app")
    cursor = connection.cursor()
    cursor.execute(NEW_JOURNAL)
    add(cursor, 5, "stripe:pending")
    add(cursor, -5, producer_payable(paid.coffee).code)
    connection.commit()
    cursor.execute("update organisation set place = 'Quillabamba'")
    cursor.execute("select balance_minor from ledger_account where code = 'stripe:pending' and currency = 'EUR'")
    assert cursor.fetchone() == (1105,)


def test_a_table_of_a_later_migration_is_the_roles_too(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    connection.execute("create table later (id int)")
    connection.execute("set role solifair_app")
    connection.execute("insert into later values (1)")
    connection.rollback()
