"""What nobody could count is no election; the rest is counted once, for everybody."""

import pytest

from market.fund.tally.rules.election import Ballot, Election, Group, Project, Support, VoteType
from tests.fund.tally.ballots import election

PROJECTS = (Project("a", 1), Project("b", 2))


@pytest.mark.parametrize(
    ("budget", "projects", "ballots", "said"),
    [
        (0, PROJECTS, (), "no budget"),
        (-1, PROJECTS, (), "no budget"),
        (1, (*PROJECTS, Project("a", 3)), (), "same id"),
        (1, (Project("a", -1),), (), "not negative"),
        (1, PROJECTS, (Ballot("1", ("a",), (1,)), Ballot("1", ("b",), (1,))), "votes once"),
        (1, PROJECTS, (Ballot("1", ("a", "a"), (1, 1)),), "twice"),
        (1, PROJECTS, (Ballot("1", ("c",), (1,)),), "unknown"),
        (1, PROJECTS, (Ballot("1", ("a",), ()),), "for each"),
        (1, PROJECTS, (Ballot("1", ("a",), (-1,)),), "not negative"),
    ],
)
def test_what_cannot_be_counted_is_no_election(budget, projects, ballots, said):
    with pytest.raises(ValueError, match=said):
        Election(budget, projects, ballots)


def test_a_threshold_is_not_negative():
    with pytest.raises(ValueError, match="not negative"):
        Election(1, PROJECTS, (), threshold=-1)


def test_votes_are_grouped_by_what_they_say():
    town = election(
        9, {"a": 1, "b": 2}, [{"b": 2, "a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 0}, {"a": 1}, {}], VoteType.CUMULATIVE
    )
    assert town.groups == (Group((), 1), Group((("a", 1),), 2), Group((("a", 1), ("b", 2)), 2))
    assert town.support == {"a": Support(4, 4), "b": Support(3, 4)}
