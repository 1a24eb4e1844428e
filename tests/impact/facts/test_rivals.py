"""Those who follow at the same time, and those who die while they do."""

import threading

import psycopg
import pytest
from sqlalchemy import text

from kit.database import Database
from market.impact.facts import follow_books as following
from market.impact.facts import follow_queries
from market.impact.facts.follow_books import follow_books
from tests.impact.facts.following import assert_in_step, follow, said, totals
from tests.trade import Trade


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    return Trade.open(clean_database)


def test_several_follow_at_once_and_each_entry_is_written_once(trade: Trade) -> None:
    for _ in range(6):
        trade.sell(trade.coffees(), trade.cocoas())
    errors: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(8):
                with trade.database.transaction() as session:
                    follow_books(session, most=1)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    follow(trade.database)
    assert_in_step(trade.database)
    assert totals(trade.database)["sale.orders"] == 6


def test_who_dies_in_the_middle_leaves_nothing_behind(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        trade.sell(trade.coffees())
    with trade.database.transaction() as session:
        follow_books(session, most=2)
    before = said(trade.database)

    def die(session: object, upto: int) -> None:
        connection = session.connection().connection.driver_connection  # type: ignore[attr-defined]
        with psycopg.connect(connection.info.dsn, password=connection.info.password, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        session.execute(text("select 1"))  # type: ignore[attr-defined]

    with monkeypatch.context() as patch:
        patch.setattr(follow_queries, "move_watermark", die)
        with pytest.raises(Exception, match=r"terminat|closed|lost"), trade.database.transaction() as session:
            following.follow_books(session)
    assert said(trade.database) == before
    follow(trade.database)
    assert_in_step(trade.database)


def test_what_somebody_is_still_writing_is_left_for_later(trade: Trade, clean_database: Database) -> None:
    """An entry with a smaller number may be committed after one with a larger: nobody passes it by."""
    url = clean_database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    trade.sell(trade.coffees())
    with psycopg.connect(url) as slow:
        slow.execute(
            "insert into journal (id, idempotency_key, input_hash, kind, order_id, subject_id, effective_at, note, "
            "detail) select 'led_slow', 'slow', '', 'correction', order_id, subject_id, effective_at, '', '{}' "
            "from journal where kind = 'order_paid'"
        )
        trade.sell(trade.coffees())
        known = follow(clean_database)
        assert totals(clean_database)["sale.orders"] == 1
        assert known < trade.scalar("select max(sequence) from journal")
        slow.rollback()
    follow(clean_database)
    assert totals(clean_database)["sale.orders"] == 2
    assert_in_step(clean_database)


def test_facts_are_never_rewritten(trade: Trade) -> None:
    trade.sell(trade.coffees())
    follow(trade.database)
    for sql in ("update impact_fact set line = ''", "delete from impact_fact", "truncate impact_fact"):
        with pytest.raises(Exception, match="append-only"), trade.database.transaction() as session:
            session.execute(text(sql))
