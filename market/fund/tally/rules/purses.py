"""What each group of voters has left, exactly, whatever budget they began with.

A voter's money is a linear function of the budget B: (intercept + slope × B) / denominator, in integers. It stays one
through every purchase, so purchases that were counted for one budget hold for others. No slope is below zero: after the
same purchases nobody has less of a larger budget, since who is poor gives more and leaves less to the others. The
denominator grows with each purchase; a group keeps the one of its own last, so that a purchase touches only who pays.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from operator import mul
from typing import NamedTuple

FOREVER = int("1" + "0" * 60)
"""A budget that nobody reaches."""


@dataclass(frozen=True, slots=True)
class Backers:
    """Who is behind one project: the groups, how many voters each has, and the points that each of these gave."""

    groups: tuple[int, ...]
    voters: tuple[int, ...]
    points: tuple[int, ...]
    weight: int


class Price(NamedTuple):
    """What a point costs who can pay in full: (intercept + slope × B) / scale."""

    intercept: int
    slope: int
    scale: int


class Shortage(NamedTuple):
    """By how much a cost is above what backers have together, over the denominator of now: `missing`, above zero, at
    this budget, and its slope."""

    missing: int
    slope: int


class Purse(NamedTuple):
    """What one voter has: (intercept + slope × B) / the denominator after so many purchases."""

    intercept: int
    slope: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Payment:
    """What its backers had before a project was bought, and the largest budget at which nobody more can pay in full."""

    before: tuple[Purse, ...]
    until: int


def how_far(value: int, slope: int) -> int:
    """The largest whole step at which value + slope × step is not below zero; `value` itself is not."""
    return FOREVER if slope >= 0 else value // -slope


class Purses:
    """The money of all groups at one budget. Payments are taken back in the reverse order, like brackets."""

    def __init__(self, *, groups: int, voters: int, budget: int):
        self.budget = budget
        # By group, as in Purse; and what that comes to at this budget.
        self._intercepts = [0] * groups
        self._slopes = [1] * groups
        self._purchases = [0] * groups
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
        pairs = zip(self._intercepts, self._slopes, strict=True)
        self._values = [intercept + slope * budget for intercept, slope in pairs]

    def sum_of(self, backers: Backers) -> int:
        """What they have together, over `denominator`."""
        return sum(map(mul, self._lifted(self._values, backers), backers.voters))

    def price(self, cost: int, backers: Backers) -> Price | Shortage:
        """What a point costs when whoever has enough pays alike by points, and everybody else all they have.

        As a function of the budget it is a lower bound of the price at other budgets, and at any after further
        purchases.
        """
        money = self._lifted(self._values, backers)
        missing, slope = cost * self.denominator, 0
        total = sum(map(mul, money, backers.voters))
        if total < missing:
            return Shortage(missing - total, -sum(map(mul, self._lifted(self._slopes, backers), backers.voters)))
        weight = backers.weight
        rich = list(zip(money, backers.points, backers.voters, backers.groups, strict=True))
        while poor := [backer for backer in rich if backer[0] * weight < backer[1] * missing]:
            rich = [backer for backer in rich if backer[0] * weight >= backer[1] * missing]
            for value, points, voters, group in poor:
                missing -= value * voters
                slope -= self._slopes[group] * self._lifts[self._purchases[group]] * voters
                weight -= points * voters
        return Price(missing - slope * self.budget, slope, weight * self.denominator)

    def pay(self, price: Price, backers: Backers) -> Payment:
        """Take a project's price from its backers; it must be of this moment."""
        before = self._purses_of(backers)
        budget, lifts, steps = self.budget, self._lifts, FOREVER
        weight = price.scale // self.denominator
        common = gcd(price.intercept, price.slope, weight)
        cost, cost_slope, factor = price.intercept // common, price.slope // common, weight // common
        for group, points, (intercept, slope, purchases) in zip(backers.groups, backers.points, before, strict=True):
            lift = lifts[purchases] * factor
            intercept, slope = intercept * lift - points * cost, slope * lift - points * cost_slope
            value = intercept + slope * budget
            if value < 0:
                steps = min(steps, how_far(-value, -slope))
                intercept = slope = value = 0
            self._intercepts[group], self._slopes[group], self._values[group] = intercept, slope, value
            self._purchases[group] = len(lifts)
        self._denominators.append(self.denominator * factor)
        self._lifts = [lift * factor for lift in lifts] + [1]
        return Payment(before, budget + steps)

    def take_back(self, payment: Payment, backers: Backers) -> None:
        """Undo the last payment. `set_budget` must follow before anything else is asked."""
        for group, purse in zip(backers.groups, payment.before, strict=True):
            self._intercepts[group], self._slopes[group], self._purchases[group] = purse
        denominator = self._denominators.pop()
        factor = denominator // self.denominator
        self._lifts = [lift // factor for lift in self._lifts[:-1]]

    def money(self, purse: Purse) -> Fraction:
        """What a purse of this count holds at this budget."""
        return Fraction(purse.intercept + purse.slope * self.budget, self._denominators[purse.purchases])

    def _purses_of(self, backers: Backers) -> tuple[Purse, ...]:
        intercepts, slopes, purchases = self._intercepts, self._slopes, self._purchases
        return tuple([Purse(intercepts[group], slopes[group], purchases[group]) for group in backers.groups])

    def _lifted(self, numbers: list[int], backers: Backers) -> list[int]:
        """Their values or slopes over the denominator of now."""
        purchases, lifts = self._purchases, self._lifts
        return [numbers[group] * lifts[purchases[group]] for group in backers.groups]
