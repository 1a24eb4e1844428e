"""A statement in the reader's language, what its pictures are drawn from, and the comparison with other findings."""

from dataclasses import dataclass

from storefront.shapes.base import Money
from storefront.shapes.impact import Cell, Comparator


@dataclass(frozen=True)
class Coverage:
    """How much of what a figure is about it covers, in per cent."""

    value: str | None = None
    meaning: str = ""


@dataclass(frozen=True)
class ReadFigure:
    """A figure in words of the reader's language; `value` is decimal text, or None with the reason in `withheld`."""

    id: str
    name: str
    unit: str
    value: str | None = None
    formula: str = ""
    numerator: str | None = None
    denominator: str | None = None
    input_count: int = 0
    evidence: str = ""
    evidence_label: str = ""
    method: str = ""
    note: str = ""
    withheld: str | None = None
    coverage: Coverage | None = None
    comparators: tuple[Comparator, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Split:
    """A party's part of what buyers paid; below nought: put in."""

    label: str
    value: str
    is_rest: bool = False


@dataclass(frozen=True)
class Reading:
    figures: tuple[ReadFigure, ...] = ()
    split: tuple[Split, ...] = ()
    not_counted: str = ""
    limits: tuple[str, ...] = ()
    how: tuple[str, ...] = ()


@dataclass(frozen=True)
class Income:
    """What a producer was sent, month by month, in minor units. An empty slug: all others."""

    slug: str
    label: str
    amounts: tuple[int, ...] = ()
    cumulative: tuple[int, ...] = ()


@dataclass(frozen=True)
class MoneyFlow:
    source: str
    source_label: str
    target: str
    target_label: str
    amount: Money


@dataclass(frozen=True)
class MembersOf:
    """What a producer organisation agreed to publish."""

    slug: str
    women: int = 0
    men: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class FamiliesOf:
    """How many producing families stand behind a producer organisation, by its own word."""

    slug: str
    families: int


@dataclass(frozen=True)
class Series:
    """`months` are first days. `without_families`: how many producers say nothing of families; None where nobody was
    asked."""

    currency: str
    months: tuple[str, ...] = ()
    incomes: tuple[Income, ...] = ()
    flows: tuple[MoneyFlow, ...] = ()
    members: tuple[MembersOf, ...] = ()
    families: tuple[FamiliesOf, ...] = ()
    without_families: int | None = None


@dataclass(frozen=True)
class ShareHere:
    """`category` is None for all goods and empty for those put together."""

    category: str | None
    label: str
    orders: int
    percent: str | None = None
    withheld: str | None = None


@dataclass(frozen=True)
class Finding:
    """What somebody published, with why it cannot simply be held against ours."""

    id: str
    authors: str
    year: int
    title: str
    published_in: str
    source: str
    country: str
    least: str
    most: str
    finding: str
    warning: str


@dataclass(frozen=True)
class Comparison:
    start: str
    end: str
    formula: str
    about: str
    warning: str
    here: tuple[ShareHere, ...] = ()
    elsewhere: tuple[Finding, ...] = ()
