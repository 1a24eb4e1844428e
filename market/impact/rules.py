"""Rows in, figures out. Nothing else is asked: who holds the rows can compute every figure again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction

from kit.money import half_up
from market.impact import methodology as words
from market.impact.methodology import Comparator, Definition

EVENTS = ("paid", "refunded", "refund_failed", "taken_back")


@dataclass(frozen=True)
class Row:
    """One producer's share of one order, at one entry of the books. Amounts are minor units; refunds are negative.

    `gross` is the price of the goods with VAT, `shipping` the parcel's with VAT. `transferred_on` is the day on which
    the last of the goods money was sent.
    """

    order: str
    entry: int
    event: str
    on: str
    producer: str
    country: str
    line: str
    structure: str
    currency: str
    gross: int
    vat: int
    shipping: int
    shipping_vat: int
    producer_share: int
    premium: int
    market_fee: int
    dues: int
    solidarity: int
    goods_transferred: int
    premium_transferred: int
    transferred_on: str | None

    @property
    def theirs(self) -> int:
        """What of the price is the producer's."""
        return self.producer_share + self.premium

    @property
    def sent(self) -> int:
        return self.goods_transferred + self.premium_transferred

    def parts_add_up(self) -> bool:
        parts = self.vat + self.producer_share + self.premium + self.market_fee + self.dues + self.solidarity
        return parts == self.gross


_TYPES: Mapping[str, tuple[type, ...]] = {
    field.name: (int,) if field.type is int else (str,) if field.type is str else (str, type(None))
    for field in fields(Row)
}


class NotARow(ValueError):
    """A published row that lacks a field, has one too many, or holds something else than it should."""


def read_row(found: object) -> Row:
    """A row as it was published. Raises NotARow."""
    if not isinstance(found, dict) or set(found) != set(_TYPES):
        raise NotARow("has other fields than a row has")
    for name, value in found.items():
        if type(value) not in _TYPES[name]:
            raise NotARow(f"has {value!r} as {name}")
    row = Row(**found)
    if row.event not in EVENTS:
        raise NotARow(f"has an unknown event {row.event!r}")
    if not (_is_day(row.on) and (row.transferred_on is None or _is_day(row.transferred_on))):
        raise NotARow("has a day that is none")
    return row


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def pool_small(rows: Sequence[Row]) -> list[Row]:
    """Take name, country, line and structure off the producers with too few orders to be told apart."""
    orders: dict[str, set[str]] = {}
    for row in rows:
        orders.setdefault(row.producer, set())
        if row.event == "paid":
            orders[row.producer].add(row.order)
    small = {producer for producer, theirs in orders.items() if len(theirs) < words.SMALLEST_CELL}
    return [_without_name(row) if row.producer in small else row for row in rows]


def _without_name(row: Row) -> Row:
    return replace(row, producer=words.POOLED, country=words.POOLED, line=words.POOLED, structure=words.POOLED)


@dataclass(frozen=True)
class Cell:
    """One part of a figure that is given in parts."""

    label: str
    value: str
    orders: int


@dataclass(frozen=True)
class Figure:
    """A number with everything that it takes to doubt it. `value` is a decimal text, or None with the reason why."""

    id: str
    name: str
    value: str | None
    unit: str
    formula: str
    numerator: str | None
    denominator: str | None
    input_count: int
    evidence: str
    method: str
    note: str
    withheld: str | None = None
    comparators: tuple[Comparator, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Currency:
    """The one currency of a statement and how many decimals its minor unit is away."""

    code: str
    exponent: int

    def text(self, minor: int) -> str:
        return decimal_text(minor, self.exponent)


def decimal_text(scaled: int, places: int) -> str:
    """`decimal_text(-1205, 2)` is `-12.05`."""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if scaled < 0 else text


def figures_of(rows: Sequence[Row], currency: Currency) -> list[Figure]:
    """Every figure of the methodology, from the rows alone."""
    figures = _Figures(rows, currency)
    return [
        figures.count(words.ORDERS, len({row.order for row in rows if row.event == "paid"})),
        figures.amount(words.TURNOVER, lambda row: row.gross + row.shipping),
        figures.parts(),
        figures.share(words.SHARE, lambda row: row.theirs, lambda row: row.gross - row.vat),
        figures.share(words.SHARE_WITH_SHIPPING, lambda row: row.theirs, _net_with_shipping),
        figures.share(words.SHARE_SENT, lambda row: row.sent, lambda row: row.theirs),
        figures.amount(words.PREMIUM_GENERATED, lambda row: row.premium),
        figures.amount(words.PREMIUM_TRANSFERRED, lambda row: row.premium_transferred),
        figures.withheld(words.PREMIUM_ALLOCATED, "not recorded yet"),
        figures.withheld(words.PREMIUM_SPENT, "not recorded yet"),
        *figures.days(),
        figures.cells(words.BY_COUNTRY, lambda row: row.country),
        figures.cells(words.BY_LINE, lambda row: row.line),
        figures.cells(words.BY_STRUCTURE, lambda row: row.structure),
        figures.amount(words.SOLIDARITY, lambda row: row.solidarity),
    ]


def _net_with_shipping(row: Row) -> int:
    return row.gross - row.vat + row.shipping - row.shipping_vat


Measure = Callable[[Row], int]


class _Figures:
    def __init__(self, rows: Sequence[Row], currency: Currency):
        self._rows = rows
        self._currency = currency

    def _sum(self, measure: Measure) -> int:
        return sum(measure(row) for row in self._rows)

    def _figure(
        self,
        definition: Definition,
        value: str | None,
        *,
        over: tuple[str, str] | None = None,
        input_count: int | None = None,
        withheld: str | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> Figure:
        return Figure(
            id=definition.id,
            name=definition.name,
            value=value,
            unit=definition.unit.format(currency=self._currency.code),
            formula=definition.formula,
            numerator=over[0] if over else None,
            denominator=over[1] if over else None,
            input_count=len(self._rows) if input_count is None else input_count,
            evidence=words.MEASURED,
            method=definition.method,
            note=definition.note,
            withheld=withheld,
            comparators=definition.comparators,
            cells=cells,
        )

    def withheld(self, definition: Definition, reason: str) -> Figure:
        """Nothing is known: no number, not even nought."""
        return self._figure(definition, None, withheld=reason, input_count=0)

    def count(self, definition: Definition, number: int) -> Figure:
        return self._figure(definition, str(number))

    def amount(self, definition: Definition, measure: Measure) -> Figure:
        return self._figure(definition, self._currency.text(self._sum(measure)))

    def share(self, definition: Definition, above: Measure, below: Measure) -> Figure:
        """A percentage of amounts, to two decimals."""
        numerator, denominator = self._sum(above), self._sum(below)
        over = (self._currency.text(numerator), self._currency.text(denominator))
        if denominator <= 0:
            return self._figure(definition, None, over=over, withheld="nothing was sold that was not given back")
        return self._figure(definition, percent(numerator, denominator), over=over)

    def parts(self) -> Figure:
        measures: tuple[tuple[str, Measure], ...] = (
            ("producers", lambda row: row.producer_share),
            ("premium", lambda row: row.premium),
            ("market fee", lambda row: row.market_fee),
            ("federation dues", lambda row: row.dues),
            ("solidarity fund", lambda row: row.solidarity),
            ("value-added tax", lambda row: row.vat + row.shipping_vat),
            ("shipping", lambda row: row.shipping - row.shipping_vat),
        )
        cells = tuple(
            Cell(label, self._currency.text(self._sum(measure)), _orders(row for row in self._rows if measure(row)))
            for label, measure in measures
        )
        total = sum(self._sum(measure) for _, measure in measures)
        return self._figure(words.WHO_GOT_WHAT, self._currency.text(total), cells=cells)

    def cells(self, definition: Definition, label_of: Callable[[Row], str]) -> Figure:
        grouped: dict[str, list[Row]] = {}
        for row in self._rows:
            grouped.setdefault(label_of(row), []).append(row)
        cells = tuple(
            Cell(label, self._currency.text(sum(row.sent for row in grouped[label])), _orders(grouped[label]))
            for label in sorted(grouped)
        )
        return self._figure(definition, self._currency.text(self._sum(lambda row: row.sent)), cells=cells)

    def days(self) -> list[Figure]:
        shares = shares_to_pay(self._rows)
        days = sorted(
            (date.fromisoformat(row.transferred_on) - date.fromisoformat(row.on)).days
            for row in shares
            if row.transferred_on is not None and row.goods_transferred >= row.producer_share
        )
        count, sent = len(shares), len(days)
        return [
            self._quantile(words.DAYS_MEDIAN, days, count, Fraction(1, 2)),
            self._quantile(words.DAYS_P90, days, count, Fraction(9, 10)),
            self._figure(
                words.DAYS_COVERED,
                percent(sent, count) if count else None,
                over=(str(sent), str(count)),
                input_count=count,
                withheld=None if count else "nothing was sold that was not given back",
            ),
        ]

    def _quantile(self, definition: Definition, days: Sequence[int], count: int, part: Fraction) -> Figure:
        rank = -int(-count * part // 1)
        if not 0 < rank <= len(days):
            return self._figure(definition, None, input_count=count, withheld="too few have been transferred yet")
        return self._figure(definition, str(days[rank - 1]), input_count=count)


def shares_to_pay(rows: Iterable[Row]) -> list[Row]:
    """The paid rows with something for the producer, without those whose producer's part was wholly given back."""
    left: dict[tuple[str, str], int] = {}
    paid: list[Row] = []
    for row in rows:
        key = (row.order, row.producer)
        left[key] = left.get(key, 0) + row.producer_share
        if row.event == "paid" and row.producer_share > 0:
            paid.append(row)
    return [row for row in paid if left[row.order, row.producer] > 0]


def percent(numerator: int, denominator: int) -> str:
    """To two decimals, halves away from zero."""
    return decimal_text(half_up(Fraction(numerator * 10_000, denominator)), 2)


def _orders(rows: Iterable[Row]) -> int:
    return len({row.order for row in rows if row.event == "paid"})
