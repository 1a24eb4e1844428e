"""On which days an organisation belonged to a network: the database beside the plain reading of the memberships."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import Database
from kit.ids import new_id
from market.networks.queries import list_members_between
from models.enums import OrganisationKind
from models.organisations import NetworkMembership, Organisation

START = date(2026, 1, 1)
NAMES = "abcdef"


@dataclass(frozen=True)
class Edge:
    """`member` belongs to `network` from day `since` to day `until`; None: still."""

    network: str
    member: str
    since: int
    until: int | None

    def holds(self, day: int) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def moment(day: int) -> datetime:
    # In the middle of the day: the days are whole ones, whatever the hour.
    return datetime.combine(START + timedelta(days=day), time(13, 30), UTC)


@contextmanager
def thrown_away(database: Database) -> Iterator[Session]:
    """A transaction of which nothing stays."""
    with pytest.raises(KeyboardInterrupt), database.transaction() as session:
        yield session
        raise KeyboardInterrupt


def write(session: Session, edges: list[Edge]) -> dict[str, str]:
    ids = {name: new_id("org") for name in NAMES}
    for name, id_ in ids.items():
        session.add(
            Organisation(id=id_, slug=f"net-{name}", kind=OrganisationKind.NETWORK, name=name.upper(), country="FR")
        )
    session.flush()
    for edge in edges:
        session.add(
            NetworkMembership(
                network_id=ids[edge.network],
                member_id=ids[edge.member],
                accepted_at=moment(edge.since),
                ended_at=None if edge.until is None else moment(edge.until),
            )
        )
        session.flush()
    return ids


def below(edges: list[Edge], network: str, day: int) -> set[str]:
    """Who belongs on one day: everybody whom memberships that hold on it lead to."""
    found: set[str] = set()
    fresh = {network}
    while fresh:
        fresh = {edge.member for edge in edges if edge.network in fresh and edge.holds(day)} - found
        found |= fresh
    return found


@st.composite
def graphs(draw: st.DrawFn) -> list[Edge]:
    """Memberships among six networks, none of which belongs to one after it; a pair may join several times."""
    edges: list[Edge] = []
    for upper in range(len(NAMES)):
        for lower in range(upper + 1, len(NAMES)):
            marks = draw(st.lists(st.integers(0, 12), max_size=4, unique=True).map(sorted))
            while marks:
                since = marks.pop(0)
                until = marks.pop(0) if marks else None
                edges.append(Edge(NAMES[upper], NAMES[lower], since, until))
    return edges


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graphs(), st.integers(0, 12), st.integers(1, 8))
def test_the_days_are_those_on_which_some_way_holds(
    clean_database: Database, edges: list[Edge], first: int, length: int
) -> None:
    with thrown_away(clean_database) as session:
        ids = write(session, edges)
        start, end = START + timedelta(days=first), START + timedelta(days=first + length)
        members = list_members_between(session, ids["a"], start=start, end=end)
        assert len({member.id for member in members}) == len(members), "each once, along however many ways"
        for day in range(first, first + length):
            belonging = {member.name.lower() for member in members if member.belongs_on(START + timedelta(days=day))}
            assert belonging == below(edges, "a", day)
        for member in members:
            assert member.stays, "nobody is listed who did not belong in the period"
            for before, after in pairwise(member.stays):
                assert before.until is not None and before.until < after.since, "stays are apart"


def test_a_member_of_two_members_is_one(clean_database: Database) -> None:
    edges = [Edge("a", "b", 0, None), Edge("a", "c", 0, None), Edge("b", "f", 2, 6), Edge("c", "f", 4, 9)]
    with thrown_away(clean_database) as session:
        ids = write(session, edges)
        members = {each.name: each for each in list_members_between(session, ids["a"], start=None, end=None)}
        (stay,) = members["F"].stays
        assert (stay.since, stay.until) == (START + timedelta(days=2), START + timedelta(days=9))
        assert (members["B"].is_direct, members["F"].is_direct) == (True, False)


def test_what_was_never_accepted_and_what_ended_the_same_day_are_no_days(clean_database: Database) -> None:
    with thrown_away(clean_database) as session:
        ids = write(session, [Edge("a", "b", 3, 3)])
        session.add(NetworkMembership(network_id=ids["a"], member_id=ids["c"], ended_at=moment(5)))
        session.flush()
        assert list_members_between(session, ids["a"], start=None, end=None) == []


def test_a_circle_over_time_ends(clean_database: Database) -> None:
    edges = [Edge("a", "b", 0, 5), Edge("b", "a", 5, None), Edge("b", "c", 0, None)]
    with thrown_away(clean_database) as session:
        ids = write(session, edges)
        # A clock that was wrong can leave two that overlap.
        session.execute(
            text("update network_membership set ended_at = null where network_id = :a and member_id = :b"),
            {"a": ids["a"], "b": ids["b"]},
        )
        found = {each.name for each in list_members_between(session, ids["a"], start=None, end=None)}
        assert found == {"A", "B", "C"}
