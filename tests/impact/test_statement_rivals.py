"""Statements about the same that are computed at once: each supersedes one that knows no more than itself."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from market.impact import build_statement as building
from market.impact.add_up import AddedUp, add_up
from market.impact.build_statement import build_statement
from market.impact.facts.follow_books import catch_up
from market.impact.supersede_statements import supersede_statements
from models.enums import StatementState
from models.impact import ImpactStatement
from tests.impact.conftest import LATER, SIGNING, Month


def begun(month: Month) -> str:
    """A statement that somebody asked for and began; its id. Another can be asked for beside it."""
    asked = month.ask()
    with month.database.transaction() as session:
        session.execute(
            text("update impact_statement set state = 'building', step = 'follow_books', started_at = :at"
                 " where id = :id"), {"id": asked, "at": LATER}
        )  # fmt: skip
    return asked


def build(month: Month, statement_id: str) -> ImpactStatement:
    return build_statement(month.database, statement_id, signing=SIGNING, now=LATER)


def chain_of(month: Month) -> list[ImpactStatement]:
    """All finished statements, each before the one that supersedes it."""
    with month.database.reading() as session:
        found = session.execute(
            select(ImpactStatement).where(col(ImpactStatement.state) == StatementState.READY)
        ).scalars()
        by_earlier = {one.supersedes_id: one for one in found}
    chain: list[ImpactStatement] = []
    while following := by_earlier.pop(chain[-1].id if chain else None, None):
        chain.append(following)
    assert not by_earlier
    return chain


def test_of_many_at_once_each_is_superseded_once(month: Month) -> None:
    asked = [begun(month) for _ in range(5)]
    with ThreadPoolExecutor(len(asked)) as pool:
        selling = pool.submit(month.sell, {month.shop.coffee: 1})
        built = list(pool.map(lambda one: build(month, one), asked))
        selling.result()
    assert {one.state for one in built} == {StatementState.READY}
    chain = chain_of(month)
    assert len(chain) == len(asked)
    known = [one.as_of_entry for one in chain]
    assert known == sorted(known, key=lambda entry: entry or 0)
    for one in chain:
        assert one.document is not None
        assert json.loads(one.document)["header"]["supersedes"] == one.supersedes_id


def test_what_was_overtaken_is_computed_once_more(month: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first had added up already when somebody bought and the second was published."""
    first, second = begun(month), begun(month)
    computed = 0

    def overtaken(*given: Any, **named: Any) -> AddedUp:
        nonlocal computed
        computed += 1
        added = add_up(*given, **named)
        if computed == 1:
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(month.sell, {month.shop.coffee: 1}).result()
                elsewhere.submit(build, month, second).result()
        return added

    monkeypatch.setattr(building, "add_up", overtaken)
    build(month, first)
    assert computed == 3
    newer, older = reversed(chain_of(month))
    assert (older.id, newer.id) == (second, first)
    assert newer.as_of_entry == older.as_of_entry
    assert newer.document is not None
    assert json.loads(newer.document)["scope"]["orders"] == 7


def test_the_one_that_nothing_supersedes_is_the_current_one_whichever_was_asked_for_first(month: Month) -> None:
    first, second = begun(month), begun(month)
    build(month, second)
    build(month, first)
    month.sell({month.shop.coffee: 1})
    third = build(month, begun(month))
    assert [one.id for one in chain_of(month)] == [second, first, third.id]
    month.sell({month.shop.coffee: 1})
    with month.database.transaction() as session:
        catch_up(session)
        (asked,) = supersede_statements(session, now=LATER)
    assert build(month, asked).supersedes_id == third.id


def test_the_database_lets_none_be_superseded_twice(month: Month) -> None:
    month.statement()
    month.statement()
    third = month.statement()
    with pytest.raises(IntegrityError, match="supersedes_id"), month.database.transaction() as session:
        session.execute(
            text("update impact_statement set supersedes_id = (select min(id) from impact_statement) where id = :id"),
            {"id": third.id},
        )
