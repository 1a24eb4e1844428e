"""How the figures of a statement are shown: in the reader's own way of writing numbers, some as bars."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from storefront.drawing import Bar
from storefront.figures import amount_in, number
from storefront.shapes.statement_forms import ReadFigure, Reading


@dataclass(frozen=True)
class Shown:
    """A figure with its value as people write it; empty when the figure is withheld. `bars` stand for its parts."""

    figure: ReadFigure
    value: str
    bars: tuple[Bar, ...]


def shown_figures(reading: Reading, language: str) -> list[Shown]:
    return [Shown(one, spoken(one.value, one.unit, language), _cells(one, language)) for one in reading.figures]


def share_bars(reading: Reading, language: str) -> list[Bar]:
    """The figures that are shares of a whole."""
    shares = [(one, decimal_of(one.value)) for one in reading.figures if one.unit == "percent"]
    return [
        Bar(one.name, float(share) / 100, spoken(one.value, one.unit, language))
        for one, share in shares
        if share is not None
    ]


def spoken(value: str | None, unit: str, language: str) -> str:
    """A decimal text with its unit: money, per cent, or a count of something."""
    exact = decimal_of(value)
    if exact is None:
        return value or ""
    if unit == "percent":
        return f"{number(exact, language)} %"
    if len(unit) == 3 and unit.isupper():
        return amount_in(exact, unit, language)
    return number(exact, language)


def _cells(figure: ReadFigure, language: str) -> tuple[Bar, ...]:
    """The parts of a figure, as long as they are large."""
    values = [(cell, decimal_of(cell.value)) for cell in figure.cells]
    largest = max((value for _, value in values if value is not None), default=Decimal(0))
    return tuple(
        Bar(
            cell.label,
            float(value / largest) if value is not None and largest > 0 else 0.0,
            spoken(cell.value, figure.unit, language),
        )
        for cell, value in values
    )


def decimal_of(value: str | None) -> Decimal | None:
    """The number of a decimal text; None where it is none."""
    try:
        return Decimal(value) if value is not None else None
    except InvalidOperation:
        return None
