"""Sums in, figures out. Nothing else is asked: who holds the facts can compute every figure again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kit.money import half_up
from market.impact.facts.rules import Group, Sum, read_fact
from market.impact.indicators.catalogue import VERSION, indicators_of
from market.impact.indicators.definition import Comparator, Indicator, Unit
from market.impact.indicators.formula import (
    Cells,
    Classes,
    Json,
    Parts,
    Quantile,
    Rule,
    Share,
    Terms,
    Total,
    prefix_of,
    terms_of,
)
from market.impact.indicators.snapshot import Record, measures_of

ONLY_OF_WHOLE_ORDERS = "an order of several producers is counted once, so a statement of some of them cannot count it"
NOTHING_BELOW = "there is nothing to divide by"
# Nobody waits for a transfer longer than that many digits of days.
_LONGEST_NUMBER = 6


@dataclass(frozen=True)
class Currency:
    """The one currency of a statement and how many decimals its minor unit is away."""

    code: str
    exponent: int

    def text(self, minor: int) -> str:
        return decimal_text(minor, self.exponent)


@dataclass(frozen=True)
class Cell:
    """One part of a figure that is given in parts. `orders` says of how many orders, where that is counted."""

    label: str
    value: str
    orders: int | None = None


@dataclass(frozen=True)
class Input:
    """A measure that went into a figure, and what its facts or records come to."""

    measure: str
    sum: int


@dataclass(frozen=True)
class Covered:
    """How much of what a figure is about it covers, in per cent; None where there is nothing to cover."""

    value: str | None
    meaning: str
    least: int
    rule: Json


@dataclass(frozen=True)
class Figure:
    """A number with everything that it takes to doubt it. `value` is a decimal text, or None with the reason why.

    `rule` is the formula as a program evaluates it, `needs` the measure or kind without which nothing is known
    (docs/impact-statement.md); `input_count` is the number of facts that were looked at. Both sides of a share are
    whole numbers: minor units or counts.
    """

    id: str
    name: str
    value: str | None
    unit: str
    formula: str
    rule: Json
    needs: str
    numerator: str | None
    denominator: str | None
    inputs: tuple[Input, ...]
    input_count: int
    evidence: str
    method: str
    note: str
    withheld: str | None = None
    coverage: Covered | None = None
    comparators: tuple[Comparator, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Extent:
    """How far the facts of a statement reach. A cell with fewer orders than `smallest_cell` is summed with the others
    like it; `has_whole_orders`: every order is there with the shares of all its producers.
    """

    facts: int
    smallest_cell: int
    has_whole_orders: bool


@dataclass(frozen=True)
class Books:
    """What figures are computed from: sums of one currency by group, and what stands beside them."""

    by_group: Mapping[Group, Mapping[str, int]]
    totals: Mapping[str, int]
    currency: Currency
    extent: Extent


def gather(sums: Iterable[Sum], records: Sequence[Record], currency: Currency, extent: Extent) -> Books:
    """The sums of the statement's currency; those of others are left out."""
    by_group: dict[Group, dict[str, int]] = {}
    totals = measures_of(records, currency.code)
    for one in sums:
        if one.currency == currency.code:
            measures = by_group.setdefault(one.group, {})
            measures[one.measure] = measures.get(one.measure, 0) + one.amount
            totals[one.measure] = totals.get(one.measure, 0) + one.amount
    return Books(by_group, totals, currency, extent)


def figures_of(books: Books, version: str = VERSION) -> list[Figure]:
    """Every figure of a version of the methodology."""
    return [figure_of(indicator, books) for indicator in indicators_of(version)]


def figure_of(indicator: Indicator, books: Books) -> Figure:
    """One figure; withheld, never nought, where the books hold nothing of its kind or cover too little of it."""
    rule = indicator.rule
    found = evaluate(rule, indicator.unit, books)
    covered = _covered(indicator, books)
    reason = None
    if indicator.is_of_whole_orders and not books.extent.has_whole_orders:
        reason = ONLY_OF_WHOLE_ORDERS
    elif not _is_known(indicator.needs, books.totals):
        reason = indicator.when_absent
    elif found.value is None:
        reason = NOTHING_BELOW
    elif covered is not None and _is_too_little(indicator, books):
        reason = f"covers too little: {covered.value or '0.00'} %, where {covered.least} % are asked for"
    is_withheld = reason is not None
    return Figure(
        id=indicator.id,
        name=indicator.name,
        value=None if is_withheld else found.value,
        unit=books.currency.code if indicator.unit is Unit.MONEY else indicator.unit.value,
        formula=indicator.formula,
        rule=rule.as_json(),
        needs=indicator.needs,
        numerator=found.above,
        denominator=found.below,
        inputs=tuple(
            Input(measure, books.totals.get(measure, 0)) for measure in measures_read(indicator, books.totals)
        ),
        input_count=books.extent.facts,
        evidence=indicator.evidence.value,
        method=indicator.method,
        note=indicator.note,
        withheld=reason,
        coverage=covered,
        comparators=indicator.comparators,
        cells=() if is_withheld else found.cells,
    )


@dataclass(frozen=True)
class Result:
    """What a rule comes to; `above` and `below` are the two sides of a share, in its own units."""

    value: str | None
    above: str | None = None
    below: str | None = None
    cells: tuple[Cell, ...] = ()


def evaluate(rule: Rule, unit: Unit, books: Books) -> Result:
    """The value as decimal text, in the unit that the indicator has."""
    totals = books.totals

    def spoken(number: int) -> str:
        return books.currency.text(number) if unit is Unit.MONEY else str(number)

    match rule:
        case Total():
            return Result(spoken(total(rule.terms, totals)))
        case Share():
            above, below = total(rule.above, totals), total(rule.below, totals)
            return Result(percent(above, below) if below > 0 else None, str(above), str(below))
        case Parts():
            sums = [(part.label, total(part.terms, totals)) for part in rule.parts]
            cells = tuple(Cell(label, spoken(number)) for label, number in sums)
            return Result(spoken(sum(number for _, number in sums)), cells=cells)
        case Cells():
            cells = tuple(Cell(label, spoken(number), orders) for label, number, orders in cells_of(rule, books))
            return Result(spoken(total(rule.terms, totals)), cells=cells)
        case Classes():
            found = [(name.removeprefix(rule.prefix), totals[name]) for name in names_with(rule.prefix, totals)]
            cells = tuple(Cell(label, spoken(number)) for label, number in found if number)
            return Result(spoken(sum(number for _, number in found)), cells=cells)
        case Quantile():
            day = quantile(rule, totals)
            return Result(None if day is None else str(day))


def total(found: Terms, totals: Mapping[str, int]) -> int:
    return sum(term.sign * totals.get(term.measure, 0) for term in found)


def cells_of(rule: Cells, books: Books) -> list[tuple[str, int, int]]:
    """Label, sum and number of orders of each cell, by label; the small ones come last, as one."""
    cells: dict[str, tuple[int, int]] = {}
    for group, measures in books.by_group.items():
        label: str = getattr(group, rule.by.value)
        number, orders = cells.get(label, (0, 0))
        cells[label] = number + total(rule.terms, measures), orders + total(rule.count, measures)
    cells = {label: cell for label, cell in cells.items() if cell != (0, 0)}
    large = [(label, *cell) for label, cell in sorted(cells.items()) if cell[1] >= books.extent.smallest_cell]
    small = [cell for cell in cells.values() if cell[1] < books.extent.smallest_cell]
    if not small:
        return large
    label = f"cells with fewer than {books.extent.smallest_cell} orders"
    return [*large, (label, sum(number for number, _ in small), sum(orders for _, orders in small))]


def quantile(rule: Quantile, totals: Mapping[str, int]) -> int | None:
    """The number at the rank; None when nothing was counted."""
    counts = sorted(
        (int(digits), totals[rule.prefix + digits])
        for name in names_with(rule.prefix, totals)
        if (digits := name.removeprefix(rule.prefix)).isdecimal() and len(digits) <= _LONGEST_NUMBER
    )
    rank = -int(-sum(count for _, count in counts) * rule.part // 1)
    reached = 0
    for days, count in counts:
        reached += count
        if 0 < rank <= reached:
            return days
    return None


def names_with(prefix: str, totals: Mapping[str, int]) -> list[str]:
    return sorted(name for name in totals if name.startswith(prefix))


def measures_read(indicator: Indicator, totals: Mapping[str, int]) -> list[str]:
    """The measures that an indicator reads, its coverage and what it needs with it, by name."""
    named = {term.measure for rule in _rules_of(indicator) for term in terms_of(rule)}
    if "." in indicator.needs:
        named.add(indicator.needs)
    return sorted(named.union(*(names_with(prefix, totals) for prefix in prefixes_read(indicator))))


def counts(indicator: Indicator, line: str) -> bool:
    """Whether a fact, by its line, has a measure that the indicator reads."""
    fact = read_fact(line)
    names = {f"{fact.kind}.{name}" for name in fact.amounts}
    named, prefixes = set(measures_read(indicator, {})), tuple(prefixes_read(indicator))
    return not names.isdisjoint(named) or any(name.startswith(prefixes) for name in names if prefixes)


def prefixes_read(indicator: Indicator) -> list[str]:
    """What measures begin with that an indicator reads without naming each."""
    return [prefix for rule in _rules_of(indicator) if (prefix := prefix_of(rule)) is not None]


def _rules_of(indicator: Indicator) -> tuple[Rule, ...]:
    return (indicator.rule, indicator.coverage.rule) if indicator.coverage else (indicator.rule,)


def percent(numerator: int, denominator: int) -> str:
    """To two decimals, halves away from zero."""
    return decimal_text(half_up(Fraction(numerator * 10_000, denominator)), 2)


def decimal_text(scaled: int, places: int) -> str:
    """`decimal_text(-1205, 2)` is `-12.05`."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if scaled < 0 else text


def _is_known(needs: str, totals: Mapping[str, int]) -> bool:
    """Whether something of a measure, or of a kind, is there at all: `sale.floored` or `sale`."""
    if "." in needs:
        return totals.get(needs, 0) != 0
    return any(number for name, number in totals.items() if name.startswith(f"{needs}."))


def _covered(indicator: Indicator, books: Books) -> Covered | None:
    if indicator.coverage is None:
        return None
    found = evaluate(indicator.coverage.rule, Unit.PERCENT, books)
    coverage = indicator.coverage
    return Covered(found.value, coverage.meaning, coverage.least, coverage.rule.as_json())


def _is_too_little(indicator: Indicator, books: Books) -> bool:
    coverage = indicator.coverage
    assert coverage is not None
    above, below = total(coverage.rule.above, books.totals), total(coverage.rule.below, books.totals)
    return below <= 0 or 100 * above < coverage.least * below
