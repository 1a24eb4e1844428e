"""The hot reads: read-only, patient for a moment, and honest about a database that is away."""

import asyncio

import pytest
from asyncpg import ReadOnlySQLTransactionError

from kit.reads import Reads, ReadsUnavailable
from kit.text import UnstorableText


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


def test_a_slow_statement_and_a_missing_database_are_unavailable(reading, fresh_database_url: str) -> None:
    with pytest.raises(ReadsUnavailable):
        reading(lambda reads: reads.row("select pg_sleep(7)"))
    with pytest.raises(ReadsUnavailable):
        asyncio.run(Reads("postgresql://nobody@127.0.0.1:1/nowhere").row("select 1"))
