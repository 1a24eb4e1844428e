"""The Method of Equal Shares: everybody has the same money, and a project is paid by who voted for it.

Round after round, of the projects whose backers still have the cost together, the one is bought that asks least for
each point of utility: its backers pay alike by points, whoever has too little gives all. Every round remembers up to
which budget it would go the same way. So counting for a larger budget begins at the first round that might not, and
budgets in between need not be counted at all. Nothing is estimated: all of it is integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from market.fund.tally.rules.election import Election, Project
from market.fund.tally.rules.method import TieBreak, Utility
from market.fund.tally.rules.purses import FOREVER, Backers, Payment, Price, Purses, Shortage, how_far
from market.fund.tally.rules.ties import ordered

# Prices are sorted by their whole number of 2^-64: unequal ones in the right order, equal ones together.
_FINENESS = 64


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that can be bought, with who would pay; `worth` is what one point for it counts to who gave it."""

    project: Project
    worth: int
    backers: Backers


@dataclass(frozen=True, slots=True)
class Purchase:
    """Which candidate was bought, the price of a point, and all that asked the same, in the order of ties."""

    place: int
    price: Price
    payment: Payment
    tied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Round:
    """One choice: `bounds` from before it; up to the budget `until` it is the same. The last one buys nothing."""

    bounds: tuple[Price | None, ...]
    until: int
    purchase: Purchase | None


class EqualSharesCount:
    """The count for one budget, and then for larger ones. Candidates stand in the order that breaks ties."""

    def __init__(
        self, election: Election, projects: Sequence[Project], *, utility: Utility, tie_break: Sequence[TieBreak]
    ):
        """The projects cost something, no more than the budget, and each has at least one point."""
        behind = _behind(election)
        self.candidates = tuple(
            Candidate(project, project.cost if utility is Utility.COST else 1, behind[project.id])
            for project in ordered(election, tie_break, projects)
        )
        self._purses = Purses(groups=len(election.groups), voters=len(election.ballots), budget=election.budget)
        self._rounds: list[_Round] = []
        # What a point of utility costs at least, by candidate; None where it was bought or its backers have too little.
        self._bounds: list[Price | None] = [_price_of_the_rich(candidate) for candidate in self.candidates]
        self.count(election.budget)

    @property
    def purchases(self) -> list[Purchase]:
        """In the order in which they were made."""
        return [each.purchase for each in self._rounds if each.purchase]

    @property
    def winners(self) -> list[Project]:
        return [self.candidates[purchase.place].project for purchase in self.purchases]

    @property
    def until(self) -> int:
        """The largest budget at which everything would be the same."""
        return min(each.until for each in self._rounds)

    def count(self, budget: int) -> None:
        """Count for this budget, which is no smaller than the last one."""
        held = next((number for number, each in enumerate(self._rounds) if each.until < budget), len(self._rounds))
        while len(self._rounds) > held:
            dropped = self._rounds.pop()
            self._bounds = list(dropped.bounds)
            if dropped.purchase:
                backers = self.candidates[dropped.purchase.place].backers
                self._purses.take_back(dropped.purchase.payment, backers)
        self._purses.set_budget(budget)
        hints = [self._hint(bound) if bound else 0 for bound in self._bounds]
        while not self._rounds or self._rounds[-1].purchase:
            self._rounds.append(self._buy(hints))

    def most_paid(self, purchase: Purchase) -> Fraction:
        """The most that any one voter paid."""
        price, purses = purchase.price, self._purses
        of_a_point = Fraction(price.intercept + price.slope * purses.budget, price.scale)
        backers = self.candidates[purchase.place].backers
        return max(
            min(purses.money(before), points * of_a_point)
            for points, before in zip(backers.points, purchase.payment.before, strict=True)
        )

    def left_with(self, candidate: Candidate) -> Fraction:
        """What a candidate's backers have together at the end."""
        return Fraction(self._purses.sum_of(candidate.backers), self._purses.denominator)

    def _buy(self, hints: list[int]) -> _Round:
        """One round. `hints` sort the bounds; they are kept up to date with them."""
        before = tuple(self._bounds)
        line = sorted((place for place, bound in enumerate(before) if bound), key=hints.__getitem__)
        tied, until = self._cheapest(line, hints)
        if not tied:
            return _Round(before, until, None)
        first = tied[0]
        candidate, asked = self.candidates[first], self._bounds[first]
        assert asked is not None
        self._bounds[first] = None
        price = asked._replace(scale=asked.scale // candidate.worth)
        payment = self._purses.pay(price, candidate.backers)
        until = min(until, payment.until, *(self._dearer_until(place, asked, first) for place in line))
        return _Round(before, until, Purchase(first, price, payment, tied))

    def _cheapest(self, line: Sequence[int], hints: list[int]) -> tuple[tuple[int, ...], int]:
        """Who asks least, and the largest budget at which those found to have too little still have.

        Of the line, sorted by what its candidates ask at least, only so many are asked anew as it takes.
        """
        tied: list[int] = []
        lowest: Price | None = None
        until = FOREVER
        for place in line:
            if lowest and hints[place] > self._hint(lowest):
                break
            candidate = self.candidates[place]
            price = self._purses.price(candidate.project.cost, candidate.backers)
            if isinstance(price, Shortage):
                until = min(until, self._purses.budget + how_far(price.missing - 1, price.slope))
                self._bounds[place] = None
                continue
            asked = self._bounds[place] = price._replace(scale=price.scale * candidate.worth)
            hints[place] = self._hint(asked)
            difference = self._difference(asked, lowest)[0] if lowest else -1
            if difference < 0:
                lowest, tied = asked, [place]
            elif difference == 0:
                tied.append(place)
        return tuple(sorted(tied)), until

    def _dearer_until(self, place: int, lowest: Price, first: int) -> int:
        """The largest budget at which a candidate still comes after the one that was bought for that."""
        bound = self._bounds[place]
        if bound is None:
            return FOREVER
        difference, slope = self._difference(bound, lowest)
        return self._purses.budget + how_far(difference if place > first else difference - 1, slope)

    def _difference(self, one: Price, other: Price) -> tuple[int, int]:
        """By how much one price is above another, in parts that only those two share, and its slope."""
        budget = self._purses.budget
        value, other_value = one.intercept + one.slope * budget, other.intercept + other.slope * budget
        return (
            value * other.scale - other_value * one.scale,
            one.slope * other.scale - other.slope * one.scale,
        )

    def _hint(self, price: Price) -> int:
        return ((price.intercept + price.slope * self._purses.budget) << _FINENESS) // price.scale


def _behind(election: Election) -> dict[str, Backers]:
    """Who gave points to each project that has any, by id."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for number, group in enumerate(election.groups):
        for project_id, points in group.points:
            found.setdefault(project_id, []).append((number, group.voters, points))
    return {
        project_id: Backers(
            groups=tuple(number for number, _, _ in each),
            voters=tuple(voters for _, voters, _ in each),
            points=tuple(points for _, _, points in each),
            weight=sum(voters * points for _, voters, points in each),
        )
        for project_id, each in found.items()
    }


def _price_of_the_rich(candidate: Candidate) -> Price:
    """What a point of utility costs when all can pay in full: the least that it can cost."""
    return Price(candidate.project.cost, 0, candidate.backers.weight * candidate.worth)
