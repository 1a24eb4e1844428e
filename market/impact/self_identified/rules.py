"""What may be told of few organisations: nothing that leads back to them.

A cell of fewer than five organisations is told as nothing at all, and so is one of none: they look alike. A row's total
is told when nothing is missing from it; or alone, when it is too large to be few and too small to say that every cell
is as full as an untold one can be. So no untold cell can be computed from what is told: each could be another number.
Rows overlap, and are never added up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

SMALLEST_CELL = 5

Group = TypeVar("Group", bound=StrEnum)


@dataclass(frozen=True)
class Cell:
    """How many organisations, and what was paid to them together, in minor units."""

    organisations: int
    minor: int


@dataclass(frozen=True)
class Told(Generic[Group]):
    """A row as it may be told. Cells that are not in it are withheld."""

    total: Cell | None
    cells: Mapping[Group, Cell]


def told(cells: Mapping[Group, Cell], groups: Sequence[Group]) -> Told[Group]:
    """What of a row may be told; `groups` are all that there could be."""
    shown = {group: cells[group] for group in groups if group in cells and _is_enough(cells[group].organisations)}
    total = Cell(
        sum(cell.organisations for cell in cells.values()),
        sum(cell.minor for cell in cells.values()),
    )
    fullest = (SMALLEST_CELL - 1) * len(groups)
    is_whole = bool(shown) and total.organisations == sum(cell.organisations for cell in shown.values())
    is_alone = not shown and _is_enough(total.organisations) and total.organisations < fullest
    return Told(total if is_whole or is_alone else None, shown)


def _is_enough(organisations: int) -> bool:
    return organisations >= SMALLEST_CELL
