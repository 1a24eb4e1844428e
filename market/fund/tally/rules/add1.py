"""Add1: one unit more for every voter, counted anew, until the budget says stop."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from market.fund.tally.rules.election import Election
from market.fund.tally.rules.equal_shares import EqualSharesCount
from market.fund.tally.rules.method import Completion
from market.fund.tally.rules.result import Ended, Shares


@dataclass(frozen=True)
class Progress:
    """How far a count is: what a voter has, and what the winners cost of the budget."""

    share: Fraction
    spent: int
    budget: int


def raise_shares(
    election: Election, count: EqualSharesCount, completion: Completion, told: Callable[[Progress], None]
) -> Shares:
    """Raise what every voter has, from the plain count, as far as the completion says.

    `count` ends at some larger budget; count anew for the one that stands.
    """
    budget, voters = election.budget, len(election.ballots)
    step = voters * election.unit
    raised = 0
    while True:
        spent = sum(project.cost for project in count.winners)
        told(Progress(Fraction(budget + raised * step, voters), spent, budget))
        ended = _ended(count, completion, budget - spent)
        next_spent = None
        if ended is None:
            # Every raise before this one comes out the same.
            following = (count.until - budget) // step + 1
            count.count(budget + following * step)
            next_spent = sum(project.cost for project in count.winners)
            if next_spent <= budget:
                raised = following
                continue
            raised, ended = following - 1, Ended.WOULD_OVERSPEND
        return Shares(
            first=Fraction(budget, voters),
            final=Fraction(budget + raised * step, voters),
            raises=raised,
            ended=ended,
            next_spent=next_spent,
        )


def _ended(count: EqualSharesCount, completion: Completion, left: int) -> Ended | None:
    """Why there is no further raise, before one is tried."""
    won = set(count.winners)
    missed = [candidate.project.cost for candidate in count.candidates if candidate.project not in won]
    if not completion.is_raised:
        return Ended.NOT_RAISED
    if not missed:
        return Ended.ALL_WON
    return Ended.EXHAUSTED if completion.is_first_exhaustive and min(missed) > left else None
