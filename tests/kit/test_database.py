"""A pool of connections that heals by itself."""

from collections.abc import Iterator
from contextvars import copy_context

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from kit.database import Database, copy_rows, text_array


def test_a_connection_that_the_server_has_left_is_replaced(clean_database: Database) -> None:
    url = clean_database.engine.url.render_as_string(hide_password=False)
    database, other = Database(url, pool_size=3), Database(url, pool_size=1)
    for _ in range(2):
        with database.reading() as session:
            backend = session.execute(text("select pg_backend_pid()")).scalar_one()
        with other.transaction() as session:
            assert session.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": backend}).scalar_one()
        with database.transaction() as session:
            assert session.execute(text("select pg_backend_pid()")).scalar_one() != backend
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    database.close()
    other.close()


def test_a_connection_that_lives_is_used_again(clean_database: Database) -> None:
    backends = set()
    for _ in range(5):
        with clean_database.reading() as session:
            backends.add(session.execute(text("select pg_backend_pid()")).scalar_one())
    assert len(backends) == 1


def test_who_waits_too_long_for_a_lock_gives_up(clean_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Database, "lock_timeout_ms", 50)
    hasty = Database(clean_database.engine.url.render_as_string(hide_password=False), pool_size=1)
    lock = text("select pg_advisory_xact_lock(1)")
    with clean_database.transaction() as session, Session(hasty.engine) as other:
        session.execute(lock)
        with pytest.raises(OperationalError, match="lock timeout"):
            other.execute(lock)
    hasty.close()


def test_who_waits_too_long_for_a_connection_gives_up(
    clean_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "pool_timeout_s", 0.05)
    small = Database(clean_database.engine.url.render_as_string(hide_password=False), pool_size=1)
    with small.engine.connect(), pytest.raises(PoolTimeout):
        small.engine.connect()
    small.close()


def test_texts_are_copied_into_an_array_as_they_are(clean_database: Database) -> None:
    hostile = [[], [""], ["NULL", "a,b", "{}"], ['"', "\\", '\\"', "\\n", "\n\t\r"], [" x ", "é", "{a,b}", "\\N"]]
    with clean_database.transaction() as session:
        session.execute(text("create temp table kept (n int, texts text[]) on commit drop"))
        copy_rows(session, "copy kept from stdin", ((n, text_array(texts)) for n, texts in enumerate(hostile)))
        assert list(session.execute(text("select texts from kept order by n")).scalars()) == hostile


def test_what_is_read_bit_by_bit_may_end_elsewhere_than_it_began(clean_database: Database) -> None:
    """As a streamed answer does: each bit is fetched in a context of its own."""

    def numbers() -> Iterator[int]:
        with clean_database.reading() as session:
            yield from session.execute(text("select generate_series(1, 3)")).scalars()

    bits = numbers()
    assert [copy_context().run(next, bits, None) for _ in range(4)] == [1, 2, 3, None]
    with clean_database.reading() as session:
        assert session.execute(text("select 1")).scalar_one() == 1
