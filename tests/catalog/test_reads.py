"""The hot reads: read-only, patient for a moment, and honest about a database that is away."""

import asyncio

import pytest
from asyncpg import ReadOnlySQLTransactionError
from sqlalchemy import text

from kit.database import Database
from kit.reads import Reads, ReadsUnavailable
from kit.text import UnstorableText

_CUT_OFF = text(
    """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
    """
)


def test_nothing_can_be_written(reading) -> None:
    with pytest.raises(ReadOnlySQLTransactionError):
        reading(lambda reads: reads.row("create table forbidden ()"))


def test_a_nul_never_reaches_the_database(reading) -> None:
    for argument in ("a\x00b", ["fine", "a\x00b"], "\ud800"):
        with pytest.raises(UnstorableText):
            reading(lambda reads, argument=argument: reads.row("select $1", argument))


def test_no_row_and_null_are_none(reading) -> None:
    assert reading(lambda reads: reads.json("select 'x' where false")) is None
    assert reading(lambda reads: reads.json("select null::text")) is None
    assert reading(lambda reads: reads.json("select '{}'::text")) == b"{}"


def test_a_slow_statement_and_a_missing_database_are_unavailable(reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reads, "statement_timeout_ms", 100)
    with pytest.raises(ReadsUnavailable):
        reading(lambda reads: reads.row("select pg_sleep(7)"))
    with pytest.raises(ReadsUnavailable):
        asyncio.run(Reads("postgresql://nobody@127.0.0.1:1/nowhere").row("select 1"))


def test_who_gets_no_connection_is_told_to_come_again(reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reads, "patience_s", 0.1)

    async def crowd(reads: Reads) -> list[object]:
        ask = "select pg_sleep(0.5)"
        return await asyncio.gather(*(reads.row(ask) for _ in range(3)), return_exceptions=True)

    answers = reading(crowd)
    assert [type(answer) for answer in answers].count(ReadsUnavailable) == 1


def test_connections_that_are_cut_off_are_unavailable_and_soon_replaced(reading, clean_database: Database) -> None:
    """Cut off so shortly before that the client has not heard of it."""
    refusals = []

    async def ask(reads: Reads) -> None:
        for _ in range(4):
            assert await reads.json("select 'here'") == b"here"
            with clean_database.transaction() as session:
                session.execute(_CUT_OFF)
            for _ in range(3):
                try:
                    await reads.json("select $1::text", "asked")
                except ReadsUnavailable as refusal:
                    refusals.append(refusal)

    reading(ask)
    assert refusals
