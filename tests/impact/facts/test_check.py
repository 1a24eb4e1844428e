"""The check finds whatever was bent, names the day and the measure, and mends nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from market.impact.facts.check_rollups import check_rollups
from market.impact.facts.rebuild_rollups import rebuild_rollups
from market.requests.alerts import list_alerts
from tests.impact.facts.following import assert_in_step, follow
from tests.shop import NOW
from tests.trade import Trade

LATER = NOW + timedelta(days=20)


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    trade = Trade.open(clean_database)
    for _ in range(5):
        trade.sell(trade.coffees(), trade.cocoas())
    trade.mature()
    trade.run()
    trade.work()
    follow(clean_database)
    return trade


def bend(trade: Trade, sql: str) -> None:
    """What a superuser could do: past every trigger."""
    with trade.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text(sql))


def found(trade: Trade) -> list[tuple[str, str, int, int]]:
    return [(one.on.isoformat(), one.what, one.kept, one.found) for one in check_rollups(trade.database, now=LATER)]


def open_alerts(trade: Trade) -> list[str]:
    with trade.database.reading() as session:
        return [alert.sentence for alert in list_alerts(session) if alert.kind == "impact_differs"]


def test_nothing_is_found_where_all_is_well(trade: Trade) -> None:
    assert found(trade) == []
    assert open_alerts(trade) == []


def test_what_is_not_followed_yet_is_no_difference(trade: Trade) -> None:
    trade.sell(trade.coffees())
    assert found(trade) == []


@pytest.mark.parametrize(
    ("sql", "differences"),
    [
        ("update impact_rollup set amount = amount + 1 where span = 'day' and measure = 'sale.gross'", ["sale.gross"]),
        (
            (
                "update impact_rollup set amount = amount + 1 where span = 'month' and measure = 'transfer.goods' "
                "and starts_on = '2026-12-01' and group_id = (select max(group_id) from impact_rollup)"
            ),
            ["transfer.goods of the month"],
        ),
        (
            (
                "delete from impact_producer_rollup where measure = 'sale.dues' and organisation_id = "
                "(select min(organisation_id) from impact_producer_rollup)"
            ),
            ["sale.dues"],
        ),
        ("update impact_day set root = sha256('') where booked_on = '2026-11-24'", ["roots unlike their lines"]),
        ("update impact_day set facts = facts + 1 where booked_on = '2026-11-24'", ["facts of the day"]),
        ("delete from impact_day where booked_on = '2026-11-24'", ["facts of the day"]),
        (
            "update impact_fact set line = replace(line, 'EUR', 'USD') where (entry, ordinal) = (2, 0)",
            ["lines unlike their facts"],
        ),
        (
            "update impact_fact set leaf = sha256('') where (entry, ordinal) = (2, 0)",
            ["lines unlike their facts", "roots unlike their lines"],
        ),
        (
            (
                """update impact_fact set amounts = amounts || '{"premium": 40}' where amounts ->> 'premium' = '36' """
                "and kind = 'transfer' and entry = (select min(entry) from impact_fact where kind = 'transfer' "
                """and amounts ->> 'premium' = '36')"""
            ),
            ["facts unlike the books", "lines unlike their facts", "transfer.premium", "transfer.premium of the month"],
        ),
        (
            "delete from impact_fact where (entry, ordinal) = (2, 0)",
            ["facts of the day", "facts unlike the books", "sale.gross", "sale.gross of the month", "sale.orders"],
        ),
        ("update impact_fact set booked_on = '2026-11-23' where entry = 2", ["facts unlike the books", "sale.gross"]),
        (
            (
                "update impact_fact set organisation_id = (select min(organisation_id) from impact_fact), "
                "order_ref = repeat('0', 32) where (entry, ordinal) = (2, 1)"
            ),
            ["facts unlike the books", "lines unlike their facts"],
        ),
        ("update impact_fact set ordinal = 7 where (entry, ordinal) = (2, 1)", ["facts twice or out of their order"]),
        ("update impact_fact set is_order = false where (entry, ordinal) = (2, 1)", ["orders unlike the books"]),
        (
            (
                "insert into impact_rollup select span, date '2031-05-05', currency, group_id, measure, 1 "
                "from impact_rollup where span = 'day' limit 1"
            ),
            [],
        ),
    ],
)
def test_whatever_is_bent_is_found(trade: Trade, sql: str, differences: list[str]) -> None:
    bend(trade, sql)
    bent = trade.rows("select * from impact_rollup order by 1, 2, 3, 4, 5")
    told = found(trade)
    assert told
    said = {what.split(" of org_")[0] for _, what, _, _ in told}
    assert set(differences) <= said
    assert open_alerts(trade)
    # It corrects nothing.
    assert trade.rows("select * from impact_rollup order by 1, 2, 3, 4, 5") == bent
    assert found(trade) == told


COLUMNS = "kind, booked_on, order_ref, organisation_id, producer, group_id, currency, is_order, amounts, line, leaf"


@pytest.mark.parametrize(
    "sql",
    [
        (
            f"insert into impact_fact (entry, ordinal, {COLUMNS}) "
            f"select entry, (select max(ordinal) + 1 from impact_fact where entry = 2), {COLUMNS} "
            "from impact_fact where (entry, ordinal) = (2, 1)"
        ),
        "update impact_fact set ordinal = (case ordinal when 0 then 1 else 0 end) + 100 where entry = 2",
    ],
    ids=["twice", "in another order"],
)
def test_a_fact_that_is_bent_is_found_after_sums_were_made_anew(trade: Trade, sql: str) -> None:
    bend(trade, sql)
    bend(trade, "update impact_fact set ordinal = ordinal - 100 where ordinal >= 100")
    with trade.database.transaction() as session:
        rebuild_rollups(session, reason="a disk was bad", by=None, now=LATER)
    assert {what for _, what, _, _ in found(trade)} == {"facts twice or out of their order"}


def test_an_alert_names_the_day_and_the_measure_and_goes_when_it_agrees(trade: Trade) -> None:
    change = "update impact_rollup set amount = amount {} where span = 'day' and measure = 'sale.orders'"
    before = sum(amount for (amount,) in trade.rows("select amount from impact_rollup where measure = 'sale.orders'"))
    bend(trade, change.format("+ 1"))
    found(trade)
    (sentence,) = open_alerts(trade)
    assert "2026-11-24" in sentence
    assert "sale.orders is" in sentence
    bend(trade, change.format("- 1"))
    assert found(trade) == []
    assert open_alerts(trade) == []
    after = sum(amount for (amount,) in trade.rows("select amount from impact_rollup where measure = 'sale.orders'"))
    assert after == before


def test_an_operator_makes_sums_anew_and_the_audit_log_says_so(trade: Trade) -> None:
    kept = trade.rows("select * from impact_rollup order by 1, 2, 3, 4, 5")
    bend(trade, "update impact_rollup set amount = amount + 7")
    bend(trade, "delete from impact_producer_rollup")
    bend(trade, "update impact_day set root = sha256('')")
    with trade.database.transaction() as session:
        rebuild_rollups(session, reason="a disk was bad", by=None, now=LATER)
    assert found(trade) == []
    assert_in_step(trade.database)
    assert trade.rows("select * from impact_rollup order by 1, 2, 3, 4, 5") == kept
    audited = trade.rows("select action, detail ->> 'reason' from audit_event order by sequence desc limit 1")
    assert audited == [("impact.rebuild_rollups", "a disk was bad")]
