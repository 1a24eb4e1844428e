"""How a round is counted, from its row and into it."""

from market.fund.rounds.rules import BallotForm, Marks
from market.fund.tally.rules.method import (
    Completion,
    EqualShares,
    Greedy,
    Method,
    Misfit,
    Order,
    TieBreak,
    Utility,
)
from models.enums import BallotKind, TallyRule
from models.rounds import FundRound


def method_of(row: FundRound) -> Method:
    """The method that the round was announced with."""
    ties = tuple(TieBreak(word) for word in row.tie_break)
    if row.rule == TallyRule.GREEDY:
        return Greedy(Order(row.ordering or Order.VOTES), Misfit(row.misfit or Misfit.SKIP), ties)
    return EqualShares(Utility(row.utility or Utility.COST), Completion(row.completion or Completion.NONE), ties)


def write_method(row: FundRound, method: Method) -> None:
    """Put a method into the columns of a round."""
    row.tie_break = list(method.tie_break)
    if isinstance(method, Greedy):
        row.rule, row.ordering, row.misfit = TallyRule.GREEDY, method.order, method.misfit
        row.utility = row.completion = None
        return
    row.rule, row.utility, row.completion = TallyRule.EQUAL_SHARES, method.utility, method.completion
    row.ordering = row.misfit = None


def form_of(row: FundRound) -> BallotForm:
    return BallotForm(BallotKind(row.ballot_kind), row.max_choices, row.max_points)


def marks_of(row: FundRound) -> Marks:
    return Marks(
        proposals_open_at=row.proposals_open_at,
        voting_opens_at=row.voting_opens_at,
        closes_at=row.closes_at,
        appeal_hours=row.appeal_hours,
        announced_at=row.announced_at,
        counted_at=row.counted_at,
        approved_at=row.approved_at,
        paid_at=row.paid_at,
        completed_at=row.completed_at,
        voided_at=row.voided_at,
    )
