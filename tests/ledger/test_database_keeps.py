"""What the database itself keeps of refunds, payouts and their like, whatever program writes to them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest

from kit.database import Database
from market.payments.refunds.plan import LineWish
from tests.services import Services
from tests.trade import Trade
from tests.trading import trading

Connection = psycopg.Connection[tuple[object, ...]]

APPEND_ONLY = (
    "journal",
    "posting",
    "ledger_root",
    "breakdown_part",
    "payable_reduction",
    "refund_line",
    "refund_part",
    "return_line",
    "promotion_use",
)
UNDELETABLE = (
    "stripe_operation",
    "payout",
    "payout_item",
    "payout_run",
    "payable_item",
    "refund",
    "dispute",
    "hold",
    "transfer_reversal",
    "payment",
    "return_request",
    "stripe_balance_transaction",
    "bank_payout",
    "alert",
)
# History of other areas.
OTHERS = {
    "advocacy_action",
    "appeal",
    "audit_event",
    "certificate_message",
    "certification_event",
    "claim_use",
    "commitment",
    "commitment_event",
    "decision_proposal",
    "expiry_reminder",
    "fee_change",
    "fund_placement",
    "fund_round",
    "fund_screen",
    "fund_year",
    "impact_fact",
    "knowledge_package",
    "notice",
    "prefinance",
    "prefinance_repayment",
    "prefinance_voice",
    "producer_statement",
    "provisional_permission",
    "public_alert",
    "public_support",
    "refusal_count",
    "role_proposal",
    "register_check",
    "round_approval",
    "round_count",
    "round_grant",
    "round_objection",
    "round_proposal",
    "scheme_change",
    "signing_key",
    "status_entry",
    "status_list",
    "trade_agreement",
    "trade_commitment",
    "trade_compensation",
    "trade_delivery",
    "trade_good",
    "trade_party",
    "transition_stage",
    "unit_issue",
    "unit_notice",
    "verification",
}
# What a row says; each is changed in vain.
KEPT = {
    "payment": ("order_id", "amount_minor", "currency"),
    "refund": ("business_key", "kind", "amount_minor", "currency", "liable", "order_id", "payment_id"),
    "dispute": ("payment_id", "order_id", "stripe_dispute_id"),
    "hold": ("key", "reason", "placed_at", "order_id"),
    "transfer_reversal": ("amount_minor", "currency", "payout_id", "refund_id"),
    "payout": ("amount_minor", "gross_minor", "netted_minor", "currency", "rail", "purpose", "beneficiary_id"),
    "payout_account": (
        "organisation_id",
        "rail",
        "currency",
        "country",
        "holder_name",
        "account_number",
        "is_iban",
        "bic",
    ),
    "payout_item": ("amount_minor", "payable_item_id", "payout_id"),
    "payable_item": (
        "amount_minor",
        "currency",
        "purpose",
        "source",
        "source_key",
        "beneficiary_id",
        "order_id",
        "order_line_id",
        "floor_minor",
        "earned_at",
        "reduced_minor",
    ),
    "stripe_operation": ("parameters", "business_key", "subject_id", "kind"),
}
REFUSED = "does not change|was claimed as it is|keeps what it asks|is reduced by rows"
CHANGED = {
    "text": "coalesce({0}, '') || 'x'",
    "bigint": "coalesce({0}, 0) + 1",
    "boolean": "not {0}",
    "timestamp with time zone": "{0} + interval '1 day'",
    "jsonb": "{0} || '{{\"amount_minor\": 1}}'",
}


@pytest.fixture(scope="module")
def trade(services: Services) -> Iterator[Trade]:
    """Something in every table: payouts sent and brought back in part, a refund, a dispute with its hold."""
    with services.clone() as url, trading(url) as opened:
        order_id = opened.sell(opened.coffees(2), opened.cocoas(3), shipping=590)
        opened.mature()
        opened.run()
        opened.work()
        opened.refund(order_id, LineWish(opened.line(order_id, 1), quantity=1))
        opened.work()
        opened.dispute(opened.sell(opened.coffees(2)))
        yield opened


@pytest.fixture
def connection(trade: Trade) -> Iterator[Connection]:
    with connect(trade) as opened:
        yield opened
        opened.rollback()


def connect(trade: Trade) -> Connection:
    url = trade.database.engine.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


def test_the_lists_are_those_of_the_database(connection: Connection) -> None:
    for name, tables in (("append_only", APPEND_ONLY), ("undeletable", UNDELETABLE)):
        rows = connection.execute(
            "select tgrelid::regclass::text from pg_trigger where tgname = %s", (name,)
        ).fetchall()
        assert {str(row[0]) for row in rows} - OTHERS == set(tables)


def test_what_has_happened_is_never_removed(connection: Connection, subtests: pytest.Subtests) -> None:
    for table in (*APPEND_ONLY, *UNDELETABLE):
        for sql in (f"delete from {table}", f"truncate {table} cascade"):
            with subtests.test(sql), pytest.raises(psycopg.errors.IntegrityError):
                connection.execute(sql)
            connection.rollback()


def test_what_is_written_once_is_never_rewritten(connection: Connection, subtests: pytest.Subtests) -> None:
    for table in APPEND_ONLY:
        row = connection.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and attidentity = ''",
            (table,),
        ).fetchone()
        assert row is not None
        with subtests.test(table), pytest.raises(psycopg.errors.IntegrityError, match="append-only"):
            connection.execute(f"update {table} set {row[0]} = {row[0]}")
        connection.rollback()


def test_the_role_of_the_service_has_no_right_to_try(connection: Connection, subtests: pytest.Subtests) -> None:
    forbidden = [f"delete from {table}" for table in (*APPEND_ONLY, *UNDELETABLE)]
    forbidden += [f"truncate {table} cascade" for table in (*APPEND_ONLY, *UNDELETABLE)]
    forbidden += [f"alter table {table} disable trigger all" for table in (*APPEND_ONLY, *UNDELETABLE)]
    for sql in forbidden:
        with subtests.test(sql):
            connection.execute("set role solifair_app")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql)
        connection.rollback()


@pytest.mark.parametrize("role", ["", "set role solifair_app"], ids=["owner", "service"])
def test_what_a_row_says_does_not_change(connection: Connection, role: str, subtests: pytest.Subtests) -> None:
    for table, columns in KEPT.items():
        for column in columns:
            row = connection.execute(
                "select format_type(atttypid, null), (select count(*) from " + table + ") from pg_attribute "
                "where attrelid = %s::regclass and attname = %s",
                (table, column),
            ).fetchone()
            assert row is not None and int(str(row[1])) > 0, f"there is no {table} to change"
            change = CHANGED[str(row[0])].format(column)
            if role:
                connection.execute(role)
            refused = pytest.raises(psycopg.errors.IntegrityError, match=REFUSED)
            with subtests.test(f"{table}.{column}"), refused:
                connection.execute(f"update {table} set {column} = {change}")
            connection.rollback()


def test_a_reduction_is_counted_once_and_never_below_nothing(connection: Connection) -> None:
    row = connection.execute(
        "select i.id, i.amount_minor, f.id from payable_item i, refund f "
        "where i.reduced_minor = 0 and i.amount_minor > 10 limit 1"
    ).fetchone()
    assert row is not None
    item, amount, refund = str(row[0]), int(str(row[1])), str(row[2])
    insert = "insert into payable_reduction (id, payable_item_id, refund_id, amount_minor) values (%s, %s, %s, %s)"
    connection.execute(insert, ("prd_1", item, refund, 10))
    reduced = connection.execute("select reduced_minor from payable_item where id = %s", (item,)).fetchone()
    assert reduced == (10,)
    with pytest.raises(psycopg.errors.CheckViolation, match="reduction_fits"):
        connection.execute(insert, ("prd_2", item, refund, amount - 9))
    connection.rollback()
    with pytest.raises(psycopg.errors.CheckViolation, match="has_one_cause"):
        connection.execute(insert, ("prd_2", item, None, 1))


INSERT_PART = """
    insert into refund_part (refund_id, breakdown_part_id, amount_minor, owed_minor, receivable_minor, borne_minor)
    values (%s, %s, %s, 0, 0, 0)
"""
INSERT_REFUND = """
    insert into refund (id, business_key, order_id, payment_id, kind, amount_minor, currency, state, liable, reason)
    select %s, %s, order_id, id, 'lines', 1, currency, 'pending', 'producer', '' from payment where order_id = %s
"""


@pytest.fixture
def part(trade: Trade) -> tuple[str, str]:
    """A part of a price of a new order, 2,624, of which nothing was given back; with its order's id."""
    return new_part(trade)


def new_part(trade: Trade) -> tuple[str, str]:
    order_id = trade.place(trade.coffees(2))
    return str(trade.scalar("select id from breakdown_part where order_id = :o and kind = 'producer'", o=order_id)), (
        order_id
    )


def test_no_more_is_given_back_of_a_part_than_there_was(connection: Connection, part: tuple[str, str]) -> None:
    part_id, order_id = part
    for refund_id in ("ref_a", "ref_b"):
        connection.execute(INSERT_REFUND, (refund_id, refund_id, order_id))
    connection.execute(INSERT_PART, ("ref_a", part_id, 2000))
    connection.execute(INSERT_PART, ("ref_b", part_id, 625))
    with pytest.raises(psycopg.errors.CheckViolation, match="more is given back"):
        connection.execute("set constraints all immediate")
    connection.rollback()
    connection.execute(INSERT_REFUND, ("ref_a", "ref_a", order_id))
    connection.execute(INSERT_PART, ("ref_a", part_id, -1))
    with pytest.raises(psycopg.errors.CheckViolation, match="more is given back"):
        connection.execute("set constraints all immediate")


def test_what_a_refund_that_never_left_gave_does_not_count(connection: Connection, part: tuple[str, str]) -> None:
    part_id, order_id = part
    for refund_id in ("ref_a", "ref_b"):
        connection.execute(INSERT_REFUND, (refund_id, refund_id, order_id))
    connection.execute(INSERT_PART, ("ref_a", part_id, 2624))
    connection.execute("update refund set state = 'cancelled' where id = 'ref_a'")
    connection.execute(INSERT_PART, ("ref_b", part_id, 2624))
    connection.execute("set constraints all immediate")


@pytest.mark.parametrize("role", ["", "set role solifair_app"], ids=["owner", "service"])
def test_two_refunds_at_once_give_no_more_of_a_part_than_there_was(clean_database: Database, role: str) -> None:
    """Neither sees the other's rows until it commits: the second must wait for the first, and then see them."""
    trade = Trade.open(clean_database)
    part_id, order_id = new_part(trade)
    with connect(trade) as one, connect(trade) as other, ThreadPoolExecutor(1) as pool:
        for connection, refund_id in ((one, "ref_a"), (other, "ref_b")):
            if role:
                connection.execute(role)
            connection.execute(INSERT_REFUND, (refund_id, refund_id, order_id))
            connection.execute(INSERT_PART, (refund_id, part_id, 2000))
        one.execute("set constraints all immediate")
        second = pool.submit(other.commit)
        wait([second], timeout=0.3)
        one.commit()
        with pytest.raises(psycopg.errors.CheckViolation, match="more is given back"):
            second.result()
    assert trade.scalar("select sum(amount_minor) from refund_part where breakdown_part_id = :id", id=part_id) == 2000
