"""Who got what, in few enough parts to be drawn. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from market.impact.forms.reading import Cell, Figure, Reading

MOST_PARTS = 6
"""Drawn by themselves; what is left over is one more, and stands in the list beside."""
_SPLIT = "M3"


@dataclass(frozen=True)
class Part:
    """A party's part of the whole. Negative: what somebody put in. `label` is None for all the parties left over."""

    label: str | None
    value: Decimal


def parts_of(reading: Reading) -> tuple[Part, ...]:
    """The parts of what buyers paid, in the order of the document; the smallest are put together when there are more
    than MOST_PARTS. Parts of nothing are left out. Their sum is the sum of all cells."""
    cells = [cell for cell in _cells(reading) if Decimal(cell.value)]
    if len(cells) <= MOST_PARTS:
        return tuple(Part(cell.label, Decimal(cell.value)) for cell in cells)
    shown = set(sorted(range(len(cells)), key=lambda place: -abs(Decimal(cells[place].value)))[:MOST_PARTS])
    parts = [Part(cell.label, Decimal(cell.value)) for place, cell in enumerate(cells) if place in shown]
    rest = sum((Decimal(cell.value) for place, cell in enumerate(cells) if place not in shown), Decimal(0))
    return (*parts, Part(None, rest)) if rest else tuple(parts)


def _cells(reading: Reading) -> tuple[Cell, ...]:
    found = find_figure(reading, _SPLIT)
    return found.cells if found else ()


def find_figure(reading: Reading, figure_id: str) -> Figure | None:
    return next((figure for figure in reading.figures if figure.id == figure_id), None)
