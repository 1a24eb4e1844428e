"""`python -m bench.tally`: how fast Equal Shares with Add1 is counted, beside a recount at every increment.

The recount does for each unit more every round again, voter by voter, in fractions; what could not be paid once is not
asked again. `lazy` has the shortcut of equalshares.net too: a round ends at the first project that was dearer before.
All three have to find the same winners in the same order at the same share. Where no file is named, an election as
large as Wieliczka's in 2023 is drawn, always the same.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from market.fund.tally.count_votes import count_votes
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from market.fund.tally.rules.election import Ballot, Election, Project
from market.fund.tally.rules.method import EqualShares

_WANTED = 10
_METHOD = EqualShares(tie_break=())
_PROJECTS, _VOTERS, _BUDGET = 64, 6_586, 1_000_000


@dataclass(frozen=True)
class Counted:
    """Winners in order, what every voter had, and the seconds that our process worked for it."""

    winners: tuple[str, ...]
    share: Fraction
    seconds: float


def measure(election: Election) -> bool:
    """Print both; whether they agree and the promise was kept."""
    groups = len(election.groups)
    print(f"{len(election.projects)} projects, {len(election.ballots)} votes, {groups} different ones")
    ours = _timed("count", lambda: _count(election))
    lazy = _timed("lazy", lambda: recount(election, is_lazy=True))
    plain = _timed("recount", lambda: recount(election, is_lazy=False))
    is_same = all((each.winners, each.share) == (ours.winners, ours.share) for each in (lazy, plain))
    faster = [each.seconds / ours.seconds for each in (plain, lazy)]
    said = "the same result" if is_same else "ANOTHER RESULT"
    print(f"{faster[0]:.0f} times as fast as the recount, {faster[1]:.0f} times as the lazy one; {said}")
    return is_same and faster[0] >= _WANTED


def recount(election: Election, *, is_lazy: bool) -> tuple[tuple[str, ...], Fraction]:
    """Add1 up to the last outcome within the budget: winners in order, and the share. Approvals only."""
    costs = {project.id: project.cost for project in election.projects if 0 < project.cost <= election.budget}
    backers: dict[str, list[int]] = {project_id: [] for project_id in costs}
    for voter, ballot in enumerate(election.ballots):
        for project_id in ballot.projects:
            if project_id in costs:
                backers[project_id].append(voter)
    candidates = {project_id: cost for project_id, cost in costs.items() if backers[project_id]}
    share = Fraction(election.budget, len(election.ballots))
    winners = _rounds(candidates, backers, [share] * len(election.ballots), is_lazy)
    while len(winners) < len(candidates):
        more = _rounds(candidates, backers, [share + election.unit] * len(election.ballots), is_lazy)
        if sum(costs[each] for each in more) > election.budget:
            break
        winners, share = more, share + election.unit
    return tuple(winners), share


def drawn(projects: int, voters: int, budget: int) -> Election:
    """An election with some favourites, always the same."""
    chance = random.Random(2023)
    ids = [f"p{number:02}" for number in range(projects)]
    favour = [chance.paretovariate(1.2) for _ in ids]
    costs = [chance.randrange(budget // 500, budget // 10) for _ in ids]
    ballots = tuple(
        Ballot(str(voter), chosen, (1,) * len(chosen))
        for voter in range(voters)
        for chosen in [tuple(dict.fromkeys(chance.choices(ids, favour, k=chance.randint(1, 5))))]
    )
    return Election(budget, tuple(map(Project, ids, costs)), ballots)


def _rounds(costs: dict[str, int], backers: dict[str, list[int]], money: list[Fraction], is_lazy: bool) -> list[str]:
    asked = {project_id: Fraction(1, len(backers[project_id])) for project_id in costs}
    winners: list[str] = []
    while True:
        best: tuple[Fraction, str] | None = None
        for project_id in sorted(asked, key=lambda each: (asked[each], each)):
            if is_lazy and best and asked[project_id] > best[0]:
                break
            price = _price(costs[project_id], backers[project_id], money)
            if price is None:
                del asked[project_id]
                continue
            asked[project_id] = price / costs[project_id]
            if best is None or (asked[project_id], project_id) < best:
                best = (asked[project_id], project_id)
        if best is None:
            return winners
        price = best[0] * costs[best[1]]
        for voter in backers[best[1]]:
            money[voter] -= min(money[voter], price)
        del asked[best[1]]
        winners.append(best[1])


def _price(cost: int, backers: list[int], money: list[Fraction]) -> Fraction | None:
    if sum(money[voter] for voter in backers) < cost:
        return None
    missing, payers = Fraction(cost), len(backers)
    for has in sorted(money[voter] for voter in backers):
        if missing <= has * payers:
            break
        missing, payers = missing - has, payers - 1
    return missing / payers


def _count(election: Election) -> tuple[tuple[str, ...], Fraction]:
    result = count_votes(election, _METHOD)
    assert result.shares is not None
    return tuple(decision.project.id for decision in result.winners), result.shares.final


def _timed(name: str, count: Callable[[], tuple[tuple[str, ...], Fraction]]) -> Counted:
    start = time.process_time()
    winners, share = count()
    counted = Counted(winners, share, time.process_time() - start)
    print(f"{name:10} {counted.seconds:10.2f} s  {len(winners)} winners, {share.numerator}/{share.denominator} each")
    return counted


def _election(file: Path | None) -> Election:
    if file is None:
        return drawn(_PROJECTS, _VOTERS, _BUDGET)
    with file.open("rb") as data:
        return read_pabulib(data).election


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.tally", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="an election in Pabulib's format, with approvals")
    sys.exit(0 if measure(_election(parser.parse_args().file)) else 1)
