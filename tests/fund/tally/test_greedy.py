"""Greedy counts: in the order of votes, while the money lasts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.fund.tally.count_votes import count_votes
from market.fund.tally.rules.election import Election, VoteType
from market.fund.tally.rules.method import Greedy, Misfit, Order, TieBreak
from market.fund.tally.rules.result import Reason, Tie, Why
from tests.fund.tally.ballots import election, elections, reasons, winners

TOWN = election(
    100, {"park": 60, "pool": 50, "bench": 30, "tree": 5}, ["park pool bench"] * 3 + ["park pool"] + ["park tree"]
)


def test_what_does_not_fit_is_skipped():
    result = count_votes(TOWN, Greedy())
    assert winners(result) == ["park", "bench", "tree"]
    assert [decision.reason for decision in result.decisions] == [
        Reason(Why.FITTED, turn=1, left=100),
        Reason(Why.DID_NOT_FIT, left=40),
        Reason(Why.FITTED, turn=2, left=40),
        Reason(Why.FITTED, turn=3, left=10),
    ]
    assert (result.spent, result.left, result.ties) == (95, 5, ())


def test_or_ends_the_count():
    result = count_votes(TOWN, Greedy(misfit=Misfit.STOP))
    assert winners(result) == ["park"]
    assert reasons(result)["pool"] is Why.DID_NOT_FIT
    assert result.decisions[3].reason == Reason(Why.CAME_AFTER_STOP, stopped_at="pool")


def test_votes_for_each_unit_of_cost():
    # 5/60, 4/50, 3/30, 1/5
    assert winners(count_votes(TOWN, Greedy(Order.VOTES_PER_COST))) == ["tree", "bench", "park"]


def test_points_count_where_there_are_points():
    ranked = election(10, {"a": 10, "b": 10}, [{"a": 1}, {"a": 1}, {"b": 5}], VoteType.CUMULATIVE)
    assert winners(count_votes(ranked, Greedy())) == ["b"]


@pytest.mark.parametrize(
    ("tie_break", "first", "by"),
    [
        ((), "a", TieBreak.ID),
        ((TieBreak.LOWER_COST,), "b", TieBreak.LOWER_COST),
        ((TieBreak.HIGHER_COST,), "a", TieBreak.HIGHER_COST),
    ],
)
def test_a_tie_is_broken_as_was_said_and_told(tie_break, first, by):
    result = count_votes(election(11, {"b": 10, "a": 11}, ["a", "b"]), Greedy(tie_break=tie_break))
    assert winners(result) == [first]
    assert result.ties == (Tie(("a", "b"), first, by),)


def test_more_votes_may_break_a_tie_of_votes_per_cost():
    town = election(3, {"a": 1, "b": 2}, ["a b", "b"])
    result = count_votes(town, Greedy(Order.VOTES_PER_COST, tie_break=(TieBreak.MORE_VOTES,)))
    assert winners(result) == ["b", "a"]
    assert result.ties == (Tie(("a", "b"), "b", TieBreak.MORE_VOTES),)


def test_what_costs_nothing_needs_one_vote():
    result = count_votes(election(10, {"gift": 0, "other": 0, "a": 10}, ["gift a"]), Greedy(Order.VOTES_PER_COST))
    assert reasons(result) == {"gift": Why.FREE, "other": Why.NO_VOTES, "a": Why.FITTED}
    assert winners(result) == ["gift", "a"]


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(Order), st.sampled_from(Misfit), st.randoms())
def test_nothing_is_overspent_and_no_order_matters(town, order, misfit, chance):
    method = Greedy(order, misfit)
    result = count_votes(town, method)
    assert 0 <= result.spent <= town.budget
    ballots = list(town.ballots)
    chance.shuffle(ballots)
    again = count_votes(Election(town.budget, town.projects[::-1], tuple(ballots), town.vote_type), method)
    assert winners(again) == winners(result)
    assert again.ties == result.ties


@settings(max_examples=150, deadline=None)
@given(elections())
def test_who_was_skipped_fits_nowhere_at_the_end(town):
    result = count_votes(town, Greedy())
    for decision in result.decisions:
        if decision.reason.why is Why.DID_NOT_FIT:
            assert decision.project.cost > result.left
            better = [other for other in result.winners if other.support.score >= decision.support.score]
            assert sum(other.project.cost for other in better) + decision.project.cost > town.budget
