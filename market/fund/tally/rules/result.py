"""What a count says: who won, why, and how what was equal was decided."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from market.fund.tally.rules.election import Election, Project, Support
from market.fund.tally.rules.method import Method, TieBreak


class Why(StrEnum):
    """Why a project won or lost: the id of the sentence that says it, in any language."""

    FREE = "free"
    FITTED = "fitted"
    BOUGHT = "bought"
    FILLED = "filled"
    NO_VOTES = "no_votes"
    BELOW_THRESHOLD = "below_threshold"
    DEARER_THAN_BUDGET = "dearer_than_budget"
    DID_NOT_FIT = "did_not_fit"
    CAME_AFTER_STOP = "came_after_stop"
    BACKERS_OUT_OF_MONEY = "backers_out_of_money"
    BACKERS_OUT_OF_MONEY_NO_FIT = "backers_out_of_money_no_fit"

    @property
    def is_won(self) -> bool:
        return self in {Why.FREE, Why.FITTED, Why.BOUGHT, Why.FILLED}


@dataclass(frozen=True)
class Reason:
    """A sentence by its id, with what stands in it; what a sentence does not say is None.

    `turn`: which of the winners in order, from 1. `left`: of the budget when the project's turn came. `stopped_at`:
    the id of the project that ended the count. `most_paid`: by any one voter. `backers_have`: what those who voted
    for it have left together, when all is bought.
    """

    why: Why
    turn: int | None = None
    left: int | None = None
    stopped_at: str | None = None
    most_paid: Fraction | None = None
    backers_have: Fraction | None = None


@dataclass(frozen=True)
class Decision:
    project: Project
    support: Support
    reason: Reason

    @property
    def is_won(self) -> bool:
        return self.reason.why.is_won


@dataclass(frozen=True)
class Tie:
    """Projects that the rule found equal, sorted by id; which of them went first, and what decided that."""

    projects: tuple[str, ...]
    first: str
    decided_by: TieBreak


class Ended(StrEnum):
    """Why Equal Shares gave the voters no more money."""

    NOT_RAISED = "not_raised"
    ALL_WON = "all_won"
    EXHAUSTED = "exhausted"
    WOULD_OVERSPEND = "would_overspend"


@dataclass(frozen=True)
class Shares:
    """What each voter had: at first, and in the count that stands, after `raises` of one unit.

    `next_spent` is what the winners would have cost after one raise more, where that is why it ended.
    """

    first: Fraction
    final: Fraction
    raises: int
    ended: Ended
    next_spent: int | None = None


@dataclass(frozen=True)
class Result:
    """Decisions stand in the order of the election's projects, ties in the order in which they were met.

    `shares` is there where the method is Equal Shares.
    """

    election: Election
    method: Method
    decisions: tuple[Decision, ...]
    ties: tuple[Tie, ...]
    shares: Shares | None = None

    @property
    def winners(self) -> tuple[Decision, ...]:
        """Who won, in the order in which they did."""
        won = [decision for decision in self.decisions if decision.is_won]
        return tuple(sorted(won, key=lambda decision: decision.reason.turn or 0))

    @property
    def spent(self) -> int:
        return sum(decision.project.cost for decision in self.decisions if decision.is_won)

    @property
    def left(self) -> int:
        return self.election.budget - self.spent
