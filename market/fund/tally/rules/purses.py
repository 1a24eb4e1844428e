"""What each group of voters has left, exactly, whatever budget they began with.

A voter's money is a linear function of the budget B: (intercept + slope × B) / denominator, in integers. It stays one
through every purchase, so purchases that were counted for one budget hold for others. The denominator grows with each
of them; a group keeps the one of its own last purchase, so that a purchase touches only who pays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import NamedTuple

FOREVER = int("1" + "0" * 60)
"""A budget that nobody reaches."""


class Backers(NamedTuple):
    """A group behind one project: which, how many voters, and the points that each of them gave."""

    group: int
    voters: int
    points: int


class Price(NamedTuple):
    """What a point costs who can pay in full: (intercept + slope × B) / scale."""

    intercept: int
    slope: int
    scale: int


class Purse(NamedTuple):
    """What one voter has: (intercept + slope × B) / the denominator after so many purchases."""

    intercept: int
    slope: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Payment:
    """What its backers had before a project was bought, and the largest budget at which who pays in full still does."""

    before: tuple[tuple[int, Purse], ...]
    until: int


def how_far(value: int, slope: int) -> int:
    """The largest whole step at which value + slope × step is not below zero; `value` itself is not."""
    return FOREVER if slope >= 0 else value // -slope


class Purses:
    """The money of all groups at one budget. Payments are taken back in the reverse order, like brackets."""

    def __init__(self, *, groups: int, voters: int, budget: int):
        self.budget = budget
        self._purses = [Purse(0, 1, 0)] * groups
        self._values = [budget] * groups
        self._denominators = [voters]
        # What brings a purse to the denominator of now, by how many purchases there had been.
        self._lifts = [1]

    @property
    def denominator(self) -> int:
        return self._denominators[-1]

    def set_budget(self, budget: int) -> None:
        """The same purchases, had this been the budget."""
        self.budget = budget
        self._values = [intercept + slope * budget for intercept, slope, _ in self._purses]

    def sum_of(self, backers: Sequence[Backers]) -> tuple[int, int]:
        """What they have together, over `denominator`: now, and its slope."""
        values, purses, lifts = self._values, self._purses, self._lifts
        total = slope = 0
        for group, voters, _ in backers:
            purse = purses[group]
            share = voters * lifts[purse.purchases]
            total += values[group] * share
            slope += purse.slope * share
        return total, slope

    def price(self, cost: int, backers: Sequence[Backers]) -> Price | None:
        """What a point costs when whoever has enough pays alike by points, and everybody else all they have.

        None where they do not have the cost together. As a function of the budget it is a lower bound of the price at
        other budgets, and at any after further purchases.
        """
        values, purses, lifts = self._values, self._purses, self._lifts
        rich = [
            (values[group] * lifts[purses[group].purchases], group, voters, points) for group, voters, points in backers
        ]
        missing, slope = cost * self.denominator, 0
        if sum([value * voters for value, _, voters, _ in rich]) < missing:
            return None
        weight = sum([voters * points for _, voters, points in backers])
        while poor := [backer for backer in rich if backer[0] * weight < backer[3] * missing]:
            rich = [backer for backer in rich if backer[0] * weight >= backer[3] * missing]
            for value, group, voters, points in poor:
                missing -= value * voters
                slope -= purses[group].slope * lifts[purses[group].purchases] * voters
                weight -= points * voters
        return Price(missing - slope * self.budget, slope, weight * self.denominator)

    def pay(self, price: Price, backers: Sequence[Backers]) -> Payment:
        """Take a project's price from its backers; it must be of this moment."""
        values, purses, lifts = self._values, self._purses, self._lifts
        weight = price.scale // self.denominator
        common = gcd(price.intercept, price.slope, weight)
        intercept, slope, factor = price.intercept // common, price.slope // common, weight // common
        purchases = len(self._denominators)
        before, steps = [], FOREVER
        for group, _, points in backers:
            purse = purses[group]
            before.append((group, purse))
            lift = lifts[purse.purchases] * factor
            rest = Purse(purse.intercept * lift - points * intercept, purse.slope * lift - points * slope, purchases)
            value = rest.intercept + rest.slope * self.budget
            if value >= 0:
                if rest.slope < 0:
                    steps = min(steps, value // -rest.slope)
                purses[group], values[group] = rest, value
            else:
                steps = min(steps, how_far(-value - 1, -rest.slope))
                purses[group], values[group] = Purse(0, 0, purchases), 0
        self._denominators.append(self.denominator * factor)
        self._lifts = [lift * factor for lift in lifts] + [1]
        return Payment(tuple(before), self.budget + steps)

    def take_back(self, payment: Payment) -> None:
        """Undo the last payment. `set_budget` must follow before anything else is asked."""
        for group, purse in payment.before:
            self._purses[group] = purse
        denominator = self._denominators.pop()
        factor = denominator // self.denominator
        self._lifts = [lift // factor for lift in self._lifts[:-1]]

    def money(self, purse: Purse) -> Fraction:
        """What a purse of this count holds at this budget."""
        return Fraction(purse.intercept + purse.slope * self.budget, self._denominators[purse.purchases])
