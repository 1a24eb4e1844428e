"""Count an election by a method."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from market.fund.tally.rules.add1 import Progress, raise_shares
from market.fund.tally.rules.election import Election, Project
from market.fund.tally.rules.equal_shares import EqualSharesCount
from market.fund.tally.rules.greedy import Taken, take_greedily
from market.fund.tally.rules.method import EqualShares, Greedy, Method, Misfit, Order
from market.fund.tally.rules.result import Decision, Reason, Result, Shares, Tie, Why
from market.fund.tally.rules.ties import broken


def count_votes(election: Election, method: Method, told: Callable[[Progress], None] = lambda _: None) -> Result:
    """Who wins what the method gives them, and why every project did or did not.

    Whatever the method: a project without a point, below the threshold or dearer than the budget loses before the
    count, and what costs nothing wins. `told` hears how far a completion is.
    """
    outside = {project.id: why for project in election.projects if (why := _outside(election, project))}
    free = [project_id for project_id, why in outside.items() if why is Why.FREE]
    reasons = {project_id: Reason(why) for project_id, why in outside.items() if why is not Why.FREE}
    reasons |= {project_id: Reason(Why.FREE, turn=turn) for turn, project_id in enumerate(free, start=1)}
    candidates = [project for project in election.projects if project.id not in outside]
    shares: Shares | None = None
    if isinstance(method, Greedy):
        taken = take_greedily(
            election,
            candidates,
            order=method.order,
            misfit=method.misfit,
            tie_break=method.tie_break,
            left=election.budget,
            turn=len(free) + 1,
        )
    else:
        taken, shares = _share_equally(election, candidates, method, len(free) + 1, told)
    reasons |= taken.reasons
    decisions = (Decision(project, election.support[project.id], reasons[project.id]) for project in election.projects)
    return Result(election, method, tuple(decisions), taken.ties, shares)


def _outside(election: Election, project: Project) -> Why | None:
    """Why a project needs no counting, or None."""
    score = election.support[project.id].score
    if score == 0:
        return Why.NO_VOTES
    if score < election.threshold:
        return Why.BELOW_THRESHOLD
    if project.cost > election.budget:
        return Why.DEARER_THAN_BUDGET
    return Why.FREE if project.cost == 0 else None


def _share_equally(
    election: Election, candidates: Sequence[Project], method: EqualShares, turn: int, told: Callable[[Progress], None]
) -> tuple[Taken, Shares | None]:
    if not candidates:
        return Taken({}, ()), None
    count = EqualSharesCount(election, candidates, utility=method.utility, tie_break=method.tie_break)
    shares = raise_shares(election, count, method.completion, told)
    if method.completion.is_raised:
        count = EqualSharesCount(election, candidates, utility=method.utility, tie_break=method.tie_break)
        count.count(election.budget + shares.raises * election.unit * len(election.ballots))
    bought = _bought(count, turn)
    ties = tuple(_ties(election, count, method))
    missed = [candidate for candidate in count.candidates if candidate.project.id not in bought]
    have = {candidate.project.id: count.left_with(candidate) for candidate in missed}
    if not method.completion.is_filled:
        lost = {project_id: Reason(Why.BACKERS_OUT_OF_MONEY, backers_have=money) for project_id, money in have.items()}
        return Taken(bought | lost, ties), shares
    filled = take_greedily(
        election,
        [candidate.project for candidate in missed],
        order=Order.VOTES,
        misfit=Misfit.SKIP,
        tie_break=method.tie_break,
        left=election.budget - sum(project.cost for project in count.winners),
        turn=turn + len(bought),
    )
    rest = {
        project_id: replace(
            reason,
            why=Why.FILLED if reason.why is Why.FITTED else Why.BACKERS_OUT_OF_MONEY_NO_FIT,
            backers_have=have[project_id],
        )
        for project_id, reason in filled.reasons.items()
    }
    return Taken(bought | rest, ties + filled.ties), shares


def _bought(count: EqualSharesCount, turn: int) -> dict[str, Reason]:
    return {
        count.candidates[purchase.place].project.id: Reason(
            Why.BOUGHT, turn=turn + number, most_paid=count.most_paid(purchase)
        )
        for number, purchase in enumerate(count.purchases)
    }


def _ties(election: Election, count: EqualSharesCount, method: EqualShares) -> list[Tie]:
    return [
        broken(election, method.tie_break, [count.candidates[place].project for place in purchase.tied])
        for purchase in count.purchases
        if len(purchase.tied) > 1
    ]
