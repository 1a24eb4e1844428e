"""Equal Shares: examples that can be followed by hand, and the plain count beside ours for any election."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.fund.tally.count_votes import count_votes
from market.fund.tally.rules.add1 import Progress
from market.fund.tally.rules.election import Election, Project, VoteType
from market.fund.tally.rules.equal_shares import EqualSharesCount
from market.fund.tally.rules.method import Completion, EqualShares, TieBreak, Utility
from market.fund.tally.rules.result import Ended, Tie, Why
from tests.fund.tally.ballots import election, elections, reasons, winners
from tests.fund.tally.plain import add1, equal_shares


def plainly(utility: Utility = Utility.COST, **more) -> EqualShares:
    return EqualShares(utility, **({"completion": Completion.NONE} | more))


def test_six_of_ten_voters_do_not_decide_over_all_the_money():
    town = election(100, {"park": 50, "pool": 50, "library": 40}, ["park pool"] * 6 + ["library"] * 4)
    result = count_votes(town, plainly())
    # Six voters have 60 of the 100: one of their projects. Four have 40: the library.
    assert winners(result) == ["park", "library"]
    assert reasons(result)["pool"] is Why.BACKERS_OUT_OF_MONEY
    assert result.ties == (Tie(("park", "pool"), "park", TieBreak.ID),)
    pool = next(decision for decision in result.decisions if decision.project.id == "pool")
    assert pool.reason.backers_have == 10
    assert (result.spent, result.left) == (90, 10)


def test_who_has_too_little_gives_all_and_the_others_share_the_rest():
    two = election(12, {"early": 4, "late": 8}, ["early late", "early late", "late"])
    # Each has 4. Early: 2 voters pay 2. Late: they have 2 + 2 + 4 = 8, all of it.
    result = count_votes(two, plainly(Utility.CARDINALITY))
    assert winners(result) == ["early", "late"]
    assert [decision.reason.most_paid for decision in result.winners] == [2, 4]


def test_a_cheap_project_goes_first_only_where_projects_count_alike():
    both = election(100, {"cheap": 10, "dear": 90}, ["cheap dear"] * 3 + ["dear"] * 2)
    assert winners(count_votes(both, plainly(Utility.COST)))[0] == "dear"
    assert winners(count_votes(both, plainly(Utility.CARDINALITY)))[0] == "cheap"


def test_points_are_what_a_voter_pays_by():
    town = election(30, {"a": 30}, [{"a": 2}, {"a": 1}], VoteType.CUMULATIVE)
    # Ten a point would be 20 and 10, but nobody has more than 15.
    result = count_votes(town, plainly())
    assert winners(result) == ["a"]
    assert result.winners[0].reason.most_paid == 15


def test_add1_ends_before_it_overspends_or_at_the_first_outcome_that_nothing_fits():
    town = election(100, {"park": 60, "pool": 50, "bench": 30}, ["park"] * 5 + ["pool bench"] * 4 + ["bench"])
    plain = count_votes(town, plainly())
    assert winners(plain) == ["bench"]
    overspend = count_votes(town, EqualShares(completion=Completion.ADD1))
    # Bench and pool have four voters in common, who pay 6 of theirs for the bench, with 12 or with 18. Five voters buy
    # the park with 12 each; with 19 the four have 13 left, 52 together, which buys the pool too.
    assert winners(overspend) == ["bench", "park"]
    assert overspend.shares is not None
    assert (overspend.shares.first, overspend.shares.final) == (Fraction(10), Fraction(18))
    assert (overspend.shares.ended, overspend.shares.next_spent) == (Ended.WOULD_OVERSPEND, 140)
    first = count_votes(town, EqualShares(completion=Completion.ADD1_EXHAUSTIVE))
    assert first.shares is not None
    assert (first.shares.final, first.shares.raises, first.shares.ended) == (Fraction(12), 2, Ended.EXHAUSTED)


def test_who_waits_is_told_how_far_it_is():
    town = election(100, {"park": 60, "pool": 50, "bench": 30}, ["park"] * 5 + ["pool bench"] * 4 + ["bench"])
    told: list[Progress] = []
    count_votes(town, EqualShares(), told.append)
    assert told == [Progress(Fraction(10), 30, 100), Progress(Fraction(12), 90, 100)]


def test_add1_ends_when_all_have_won():
    town = election(100, {"park": 60, "bench": 30}, ["park"] * 4 + ["bench"] * 6)
    result = count_votes(town, EqualShares())
    assert result.shares is not None
    assert (result.shares.ended, result.shares.final) == (Ended.ALL_WON, Fraction(15))


def test_what_is_left_is_filled_by_votes():
    town = election(100, {"a": 60, "b": 50, "c": 30, "d": 5}, ["a"] * 5 + ["b c d"] * 4 + ["c"])
    method = EqualShares(completion=Completion.ADD1U)
    result = count_votes(town, method)
    assert reasons(result) == {
        "a": Why.BOUGHT,
        "b": Why.BACKERS_OUT_OF_MONEY_NO_FIT,
        "c": Why.BOUGHT,
        "d": Why.BOUGHT,
    }
    poor = election(10, {"a": 7, "b": 3}, ["a"] * 3 + ["b"])
    result = count_votes(poor, EqualShares(completion=Completion.NONE))
    assert winners(result) == ["a"]
    filled = count_votes(election(10, {"a": 9, "b": 9}, ["a"] * 5 + ["b"] * 5), method)
    assert reasons(filled) == {"a": Why.FILLED, "b": Why.BACKERS_OUT_OF_MONEY_NO_FIT}


def test_what_is_filled_comes_after_what_was_bought():
    # The bench takes 2 of each of its two voters. With one raise more the other four have 5 1/3 each: park and pool.
    town = election(20, {"bench": 4, "park": 9, "pool": 9}, ["bench"] * 2 + ["park"] * 2 + ["pool"] * 2)
    result = count_votes(town, EqualShares(completion=Completion.ADD1U))
    assert [(each.project.id, each.reason.why, each.reason.turn) for each in result.winners] == [
        ("bench", Why.BOUGHT, 1),
        ("park", Why.FILLED, 2),
    ]
    assert [each.reason.left for each in result.decisions] == [None, 16, 7]
    assert result.shares is not None
    assert (result.shares.raises, result.shares.next_spent) == (1, 22)


@pytest.mark.parametrize("completion", list(Completion))
def test_what_needs_no_counting(completion):
    town = election(
        100,
        {"gift": 0, "none": 10, "few": 10, "palace": 101, "bench": 10},
        ["gift few palace bench", "bench palace"],
        threshold=2,
    )
    result = count_votes(town, EqualShares(completion=completion))
    assert reasons(result) == {
        "gift": Why.BELOW_THRESHOLD,
        "none": Why.NO_VOTES,
        "few": Why.BELOW_THRESHOLD,
        "palace": Why.DEARER_THAN_BUDGET,
        "bench": Why.BOUGHT,
    }
    free = count_votes(election(100, {"gift": 0}, ["gift", ""]), EqualShares(completion=completion))
    assert reasons(free) == {"gift": Why.FREE}
    assert (free.spent, free.shares) == (0, None)


def test_who_votes_for_nothing_still_has_a_share():
    town = election(100, {"park": 60}, ["park", ""])
    assert winners(count_votes(town, plainly())) == []


@pytest.mark.parametrize(
    ("tie_break", "first", "by"),
    [
        ((), "a", TieBreak.ID),
        ((TieBreak.LOWER_COST,), "b", TieBreak.LOWER_COST),
        ((TieBreak.HIGHER_COST,), "a", TieBreak.HIGHER_COST),
        ((TieBreak.MORE_VOTES,), "a", TieBreak.ID),
        ((TieBreak.MORE_VOTES, TieBreak.LOWER_COST), "b", TieBreak.LOWER_COST),
    ],
)
def test_a_tie_is_broken_as_was_said_and_told(tie_break, first, by):
    result = count_votes(election(10, {"a": 5, "b": 4}, ["a b"] * 2), plainly(tie_break=tie_break))
    assert result.ties[0] == Tie(("a", "b"), first, by)
    assert winners(result)[0] == first


def test_a_tie_that_comes_up_at_a_larger_budget_is_broken_there():
    town = election(8, {"a": 2, "b": 4, "c": 2}, ["a b c", "a c", "b"])
    count = EqualSharesCount(town, town.projects, utility=Utility.COST, tie_break=())
    # After a, the first voter has 5/3 left, less than half of b: c is asked less for. With 3 each, b and c are equal.
    assert [project.id for project in count.winners] == ["a", "c"]
    assert count.until == 8
    count.count(9)
    assert [project.id for project in count.winners] == ["a", "b", "c"]


def test_a_large_budget_takes_no_longer():
    """Every raise between two outcomes is jumped over, however many there are."""
    trillion = 10**12
    town = election(trillion, {"a": trillion - 1, "b": trillion - 2}, ["a"] * 3 + ["b"] * 2)
    result = count_votes(town, EqualShares())
    assert result.shares is not None
    assert result.shares.final == Fraction(trillion, 5) + result.shares.raises
    # The first raise at which three voters have a's cost, and the last one before two have b's.
    assert result.shares.final > Fraction(trillion - 1, 3)
    assert result.shares.final + 1 >= Fraction(trillion - 2, 2)
    assert winners(result) == ["a"]


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(Utility))
def test_the_plain_count_finds_the_same(town, utility):
    share = Fraction(town.budget, len(town.ballots))
    is_cost = utility is Utility.COST
    expected, money = equal_shares(town, share, is_cost_utility=is_cost)
    result = count_votes(town, plainly(utility, tie_break=()))
    assert winners(result) == expected
    for decision in result.decisions:
        if decision.reason.why is Why.BACKERS_OUT_OF_MONEY:
            backers = [
                voter
                for voter, ballot in enumerate(town.ballots)
                if dict(zip(ballot.projects, ballot.points, strict=True)).get(decision.project.id)
            ]
            assert decision.reason.backers_have == sum(money[voter] for voter in backers)


TIES = {
    TieBreak.LOWER_COST: lambda project, score: project.cost,
    TieBreak.HIGHER_COST: lambda project, score: -project.cost,
    TieBreak.MORE_VOTES: lambda project, score: -score,
}


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(Utility), st.lists(st.sampled_from(sorted(TIES)), max_size=3))
def test_ties_are_broken_in_the_order_that_was_said(town, utility, tie_break):
    def ties(project: Project) -> tuple:
        return (*(TIES[each](project, town.support[project.id].score) for each in tie_break), project.id)

    share = Fraction(town.budget, len(town.ballots))
    expected, _ = equal_shares(town, share, is_cost_utility=utility is Utility.COST, ties=ties)
    assert winners(count_votes(town, plainly(utility, tie_break=tuple(tie_break)))) == expected


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(Utility), st.booleans())
def test_raise_for_raise_the_plain_count_finds_the_same(town, utility, is_first):
    completion = Completion.ADD1_EXHAUSTIVE if is_first else Completion.ADD1
    result = count_votes(town, EqualShares(utility, completion, ()))
    expected = add1(town, is_cost_utility=utility is Utility.COST, is_first_exhaustive=is_first)
    assert winners(result) == list(expected.winners)
    assert result.shares is None or result.shares.final == expected.share


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(Utility), st.lists(st.integers(1, 40), min_size=6, max_size=6))
def test_what_holds_up_to_a_budget_holds_there_and_is_counted_anew_beyond(town, utility, steps):
    """From limit to limit and beyond, one count that goes on says at each what a new one says."""

    def begun() -> EqualSharesCount:
        projects = [each for each in town.projects if each.cost <= town.budget and town.support[each.id].score]
        return EqualSharesCount(town, projects, utility=utility, tie_break=())

    count = begun()
    for step in steps:
        limit = count.until
        if limit > 10**9:
            return
        held = begun()
        held.count(limit)
        assert held.winners == count.winners
        for budget in (limit, limit + 1, limit + step):
            fresh = begun()
            fresh.count(budget)
            count.count(budget)
            assert count.winners == fresh.winners
            assert list(map(count.most_paid, count.purchases)) == list(map(fresh.most_paid, fresh.purchases))
            assert list(map(count.left_with, count.candidates)) == list(map(fresh.left_with, fresh.candidates))


@settings(max_examples=100, deadline=None)
@given(elections(), st.sampled_from(Utility), st.sampled_from(Completion), st.randoms())
def test_no_order_of_voters_or_projects_matters_and_nothing_is_overspent(town, utility, completion, chance):
    method = EqualShares(utility, completion)
    result = count_votes(town, method)
    assert 0 <= result.spent <= town.budget
    assert [decision.project for decision in result.decisions] == list(town.projects)
    ballots, projects = list(town.ballots), list(town.projects)
    chance.shuffle(ballots)
    chance.shuffle(projects)
    again = count_votes(Election(town.budget, tuple(projects), tuple(ballots), town.vote_type), method)
    assert winners(again) == winners(result)
    assert again.ties == result.ties
    assert again.shares == result.shares
    assert set(again.decisions) == set(result.decisions)


@settings(max_examples=150, deadline=None)
@given(elections(vote_types=(VoteType.APPROVAL,)), st.sampled_from(Utility), st.sampled_from(Completion))
def test_every_group_that_agrees_gets_what_its_share_can_buy(town, utility, completion):
    """Up to any one project (EJR-x): if a group's part of the budget pays for T, which all of it approve, somebody of
    it gets more than T's worth from the winners and any one project of T beside them."""
    won = set(winners(count_votes(town, EqualShares(utility, completion))))
    worth = {project.id: project.cost if utility is Utility.COST else 1 for project in town.projects}
    costs = {project.id: project.cost for project in town.projects}
    for chosen in _subsets([project.id for project in town.projects]):
        cost = sum(costs[each] for each in chosen)
        if cost > town.budget or set(chosen) <= won:
            continue
        target = sum(worth[each] for each in chosen)
        more = min(worth[each] for each in chosen if each not in won)
        unhappy = sum(
            1
            for ballot in town.ballots
            if set(chosen) <= set(ballot.projects)
            and sum(worth[each] for each in ballot.projects if each in won) + more <= target
        )
        # The unhappy of any group with this right would be such a group themselves, were they enough.
        assert unhappy * town.budget < cost * len(town.ballots), (chosen, won)


def _subsets(ids):
    for bits in range(1, 1 << len(ids)):
        yield [each for place, each in enumerate(ids) if bits >> place & 1]
