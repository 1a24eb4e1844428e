"""What may be told of few organisations: nothing that leads back to them.

A cell of fewer than five organisations is told as nothing at all, and so is one of none: they look alike. A row's total
is told when nothing is missing from it; or alone, when it is too large to be few and too small to say that every cell
is as full as an untold one can be. So no untold cell can be computed from what is told: each could be another number.

Rows overlap, and who is in which is public: one row less another could be what a single organisation was paid. So a
cell is told only where it stands apart from those told before (`market/networks/telling_rules.py`), and so is a total
alone.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import add
from typing import Generic, Protocol, Self, TypeVar

from market.networks.telling_rules import SMALLEST_CELL, Holding, tellable


class OfSome(Protocol):
    """What is told of some organisations, and can be added up."""

    @property
    def organisations(self) -> int: ...

    def __add__(self, other: Self, /) -> Self: ...


Group = TypeVar("Group", bound=StrEnum)
Said = TypeVar("Said", bound=OfSome)


@dataclass(frozen=True)
class Cell:
    """How many organisations, and what was paid to them together, in minor units."""

    organisations: int
    minor: int

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.organisations + other.organisations, self.minor + other.minor)


@dataclass(frozen=True)
class Heads:
    """How many organisations agree to have it said, their members, and how many of these are women."""

    organisations: int
    members: int
    women: int

    def __add__(self, other: "Heads") -> "Heads":
        return Heads(self.organisations + other.organisations, self.members + other.members, self.women + other.women)


@dataclass(frozen=True)
class Told(Generic[Group, Said]):
    """A row as it may be told. Cells that are not in it are withheld."""

    total: Said | None
    cells: Mapping[Group, Said]


@dataclass(frozen=True)
class Apart(Generic[Group]):
    """Which cells of a row stand apart from what other rows tell, and whether its total does where no cell is told."""

    groups: Set[Group]
    is_total: bool


def apart(rows: Mapping[str, Mapping[Group, Set[str]]]) -> Mapping[str, Apart[Group]]:
    """Which cells of rows may be told beside each other, by the ids of the organisations that are in them."""
    cells = {(code, group): _holdings(ids) for code, row in rows.items() for group, ids in row.items()}
    told = tellable(cells)
    groups = {code: {group for group in row if (code, group) in told} for code, row in rows.items()}
    totals = {code: _holdings(set().union(*row.values())) for code, row in rows.items() if not groups[code]}
    alone = tellable(totals, known=[cells[key] for key in told])
    return {code: Apart(groups[code], code in alone) for code in rows}


def _holdings(organisation_ids: Set[str]) -> Set[Holding]:
    return {Holding("paid", each, orders=None, what="") for each in organisation_ids}


def told(cells: Mapping[Group, Said], groups: Sequence[Group], among: Apart[Group] | None = None) -> Told[Group, Said]:
    """What of a row may be told; `groups` are all that there could be, `among` what stands apart from other rows,
    where that matters."""
    among = among or Apart(set(groups), is_total=True)
    shown = {
        group: cells[group]
        for group in groups
        if group in cells and group in among.groups and _is_enough(cells[group].organisations)
    }
    if not cells:
        return Told(None, shown)
    total = reduce(add, cells.values())
    fullest = (SMALLEST_CELL - 1) * len(groups)
    is_whole = bool(shown) and total.organisations == sum(cell.organisations for cell in shown.values())
    is_alone = not shown and among.is_total and SMALLEST_CELL <= total.organisations < fullest
    return Told(total if is_whole or is_alone else None, shown)


def _is_enough(organisations: int) -> bool:
    return organisations >= SMALLEST_CELL
