"""The rules as one would write them on a blackboard: voter by voter, in fractions, everything anew each time.

It shares nothing with the count that it checks but what an election is. It is what `bench.tally` compares with.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from market.fund.tally.rules.election import Election, Project

IsBefore = Callable[[Project], tuple]


@dataclass(frozen=True)
class Plain:
    """Winners in order, and what each voter had at first in the count that stands."""

    winners: tuple[str, ...]
    share: Fraction


def by_id(project: Project) -> tuple:
    return (project.id,)


def equal_shares(
    election: Election, share: Fraction, *, is_cost_utility: bool, ties: IsBefore = by_id
) -> tuple[list[str], list[Fraction]]:
    """The winners in order when everybody begins with `share`, and what every voter has left."""
    money = [share] * len(election.ballots)
    backers: dict[str, list[tuple[int, int]]] = {project.id: [] for project in election.projects}
    for voter, ballot in enumerate(election.ballots):
        for project_id, points in zip(ballot.projects, ballot.points, strict=True):
            if points:
                backers[project_id].append((voter, points))
    waiting = list(fundable(election))
    winners: list[str] = []
    while True:
        best: tuple[Fraction, tuple, Project, Fraction] | None = None
        for project in waiting:
            price = _price(project.cost, backers[project.id], money)
            if price is None:
                continue
            asked = price / project.cost if is_cost_utility else price
            if best is None or (asked, ties(project)) < best[:2]:
                best = (asked, ties(project), project, price)
        if best is None:
            return winners, money
        project, price = best[2:]
        winners.append(project.id)
        waiting.remove(project)
        for voter, points in backers[project.id]:
            money[voter] -= min(money[voter], points * price)


def add1(
    election: Election, *, is_cost_utility: bool, is_first_exhaustive: bool = False, ties: IsBefore = by_id
) -> Plain:
    """Equal Shares, counted anew for each unit more."""
    costs = {project.id: project.cost for project in election.projects}
    share = Fraction(election.budget, len(election.ballots))
    winners, _ = equal_shares(election, share, is_cost_utility=is_cost_utility, ties=ties)
    while True:
        left = election.budget - sum(costs[each] for each in winners)
        missed = [project.cost for project in fundable(election) if project.id not in winners]
        if not missed or (is_first_exhaustive and min(missed) > left):
            return Plain(tuple(winners), share)
        more, _ = equal_shares(election, share + election.unit, is_cost_utility=is_cost_utility, ties=ties)
        if sum(costs[each] for each in more) > election.budget:
            return Plain(tuple(winners), share)
        winners, share = more, share + election.unit


def fundable(election: Election) -> Iterator[Project]:
    """Whom any rule can give money to."""
    for project in election.projects:
        score = sum(
            points
            for ballot in election.ballots
            for project_id, points in zip(ballot.projects, ballot.points, strict=True)
            if project_id == project.id
        )
        if score > 0 and score >= election.threshold and 0 < project.cost <= election.budget:
            yield project


def _price(cost: int, backers: list[tuple[int, int]], money: list[Fraction]) -> Fraction | None:
    """What a point costs when who has less than their part gives all; None where it is too little together."""
    line = sorted(backers, key=lambda backer: money[backer[0]] / backer[1])
    missing, weight = Fraction(cost), sum(points for _, points in backers)
    for voter, points in line:
        if points * missing <= money[voter] * weight:
            return missing / weight
        missing -= money[voter]
        weight -= points
    return None
