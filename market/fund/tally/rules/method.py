"""The rules by which votes become winners, each with what has to be said before the voting begins."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """In which order a greedy count takes the projects."""

    VOTES = "votes"
    VOTES_PER_COST = "votes_per_cost"


class Misfit(StrEnum):
    """What a greedy count does at a project that costs more than what is left."""

    SKIP = "skip"
    STOP = "stop"


class Utility(StrEnum):
    """What a point for a project is worth to who gave it: what the project costs, or the same for every project."""

    COST = "cost"
    CARDINALITY = "cardinality"


class Completion(StrEnum):
    """What Equal Shares does about the money that it leaves.

    Add1 gives every voter one unit of the currency more and counts anew, again and again. It ends before the winners
    cost more than the budget; `add1_exhaustive` ends before, at the first outcome to which no project fits. The forms
    with a `u` then take what fits, by votes.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXHAUSTIVE = "add1_exhaustive"
    ADD1U = "add1u"
    ADD1U_EXHAUSTIVE = "add1u_exhaustive"

    @property
    def is_raised(self) -> bool:
        """Whether voters get more and more money."""
        return self is not Completion.NONE

    @property
    def is_first_exhaustive(self) -> bool:
        return self in {Completion.ADD1_EXHAUSTIVE, Completion.ADD1U_EXHAUSTIVE}

    @property
    def is_filled(self) -> bool:
        """Whether what fits is taken at the end."""
        return self in {Completion.ADD1U, Completion.ADD1U_EXHAUSTIVE}


class TieBreak(StrEnum):
    """Which of two equal projects goes first. `ID` compares ids letter by letter and so always decides."""

    LOWER_COST = "lower_cost"
    HIGHER_COST = "higher_cost"
    MORE_VOTES = "more_votes"
    ID = "id"


DEFAULT_TIE_BREAK = (TieBreak.LOWER_COST, TieBreak.MORE_VOTES)


@dataclass(frozen=True)
class Greedy:
    """Project after project, while the money lasts."""

    order: Order = Order.VOTES
    misfit: Misfit = Misfit.SKIP
    tie_break: tuple[TieBreak, ...] = DEFAULT_TIE_BREAK


@dataclass(frozen=True)
class EqualShares:
    """Every voter has the same money, and a project is paid by who wants it."""

    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD1
    tie_break: tuple[TieBreak, ...] = DEFAULT_TIE_BREAK


Method = Greedy | EqualShares
