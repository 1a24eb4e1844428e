"""What an indicator is, apart from its value."""

from dataclasses import dataclass, field
from enum import StrEnum

from market.impact.indicators.formula import Rule, Share


class Evidence(StrEnum):
    """How a figure is known."""

    MEASURED = "measured"
    REPORTED = "reported"
    ESTIMATED = "estimated"
    MODELLED = "modelled"


class Unit(StrEnum):
    """What a value counts; money is in the statement's one currency."""

    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    ORDERS = "orders"
    LINES = "order lines"
    MEMBERS = "members"
    FAMILIES = "families"
    PRODUCERS = "producers"
    ROUNDS = "rounds"


@dataclass(frozen=True)
class Comparator:
    """What others published about something similar, and where."""

    text: str
    source: str


@dataclass(frozen=True)
class Coverage:
    """How much of what a figure is about it covers, in per cent; below `least` the figure is withheld."""

    rule: Share
    meaning: str
    least: int


@dataclass(frozen=True)
class Indicator:
    """A figure's definition. `needs` is the measure, or the kind, without which the books know nothing of it.

    `when_absent` is the reason given then. `is_of_whole_orders`: it cannot be told from some producers' shares alone.
    `since` is the first version of the methodology that has it as it is.
    """

    id: str
    name: str
    unit: Unit
    formula: str
    rule: Rule
    needs: str
    when_absent: str
    method: str
    source: str
    evidence: Evidence = Evidence.MEASURED
    denominator: str = "none"
    exclusions: str = "Orders that were not paid, money in other currencies."
    note: str = ""
    coverage: Coverage | None = None
    comparators: tuple[Comparator, ...] = field(default=())
    is_of_whole_orders: bool = False
    since: str = "2026-11.3"
