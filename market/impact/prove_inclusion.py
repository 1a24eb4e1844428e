"""Prove that an order's facts are among those that a statement was computed from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.document import lines_of_inputs
from market.impact.errors import NoSuchStatement, NotInStatement
from market.impact.facts.merkle import inclusion_proof, leaf_hash
from market.impact.facts.rules import Day, Period
from market.impact.reach import Reach, reach_of, stream_reach
from market.impact.verifying.published import read_published
from models.enums import StatementState
from models.impact import ImpactStatement


@dataclass(frozen=True)
class Step:
    """A leaf's place in a tree of `size` leaves, and its neighbours from the leaf up (RFC 6962, 2.1.1)."""

    index: int
    size: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Included:
    """A fact's line, its way to the root of its day, and the day's way to the root of the statement's inputs."""

    line: str
    day: Day
    in_day: Step
    in_inputs: Step


def prove_inclusion(session: Session, statement: ImpactStatement, order_ref: str) -> list[Included]:
    """Every fact of an order in a finished statement, in the order of the books.

    Raises NoSuchStatement, NotInStatement.
    """
    if statement.state != StatementState.READY or statement.document is None or statement.as_of_entry is None:
        raise NoSuchStatement()
    published = read_published(json.loads(statement.document))
    reach, as_of = reach_of(session, statement), statement.as_of_entry
    days = set(queries.list_days_of_order(session, reach.period, as_of=as_of, order_ref=order_ref))
    inputs = [leaf_hash(line.encode()) for line in lines_of_inputs(published.days, published.snapshot)]
    found = [
        Included(line, day, in_day, _step(inputs, place))
        for place, day in enumerate(published.days)
        if day.on in days
        for line, in_day in _of_day(session, reach, as_of, day, order_ref)
    ]
    if not found:
        raise NotInStatement()
    return found


def _of_day(session: Session, reach: Reach, as_of: int, day: Day, order_ref: str) -> list[tuple[str, Step]]:
    of_day = replace(reach, period=Period.of_day(day.on))
    lines = list(stream_reach(session, of_day, as_of=as_of))
    leaves = [leaf_hash(line.encode()) for line in lines]
    mark = f'"order":"{order_ref}"'
    return [(line, _step(leaves, place)) for place, line in enumerate(lines) if mark in line]


def _step(leaves: Sequence[bytes], index: int) -> Step:
    return Step(index, len(leaves), inclusion_proof(leaves, index))
