"""What a file of rows with dates would change. Pure.

Rows with the same key follow each other in time: a new one ends the one before it, and ends itself before the next. A
row that is in force is never rewritten, since orders name it; one that was only announced may be, and ends nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from models.enums import PriceRowStatus

C = TypeVar("C")

Key = tuple[str | bool, ...]
_DAY = timedelta(days=1)


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Dated(Generic[C]):
    """`content` holds from `valid_from` to `valid_to`, both days included. `status`: how sure it is."""

    key: Key
    content: C
    valid_from: date
    valid_to: date | None = None
    status: PriceRowStatus = PriceRowStatus.CONFIRMED

    @property
    def is_applied(self) -> bool:
        return self.status is not PriceRowStatus.ANNOUNCED


@dataclass(frozen=True)
class Stored(Generic[C]):
    """A row that is there."""

    id: str
    row: Dated[C]


@dataclass(frozen=True)
class Read(Generic[C]):
    """What a line of a file says; `row` is None when it cannot be read, and the notes say why."""

    line: int
    what: str
    row: Dated[C] | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Planned(Generic[C]):
    """What becomes of a line. `stored_id` is the row that it changes or repeats."""

    line: int
    what: str
    outcome: Outcome
    notes: tuple[str, ...] = ()
    row: Dated[C] | None = None
    stored_id: str | None = None


@dataclass(frozen=True)
class Plan(Generic[C]):
    """What to write: the lines that are new or changed, and the last days of rows that were there."""

    rows: tuple[Planned[C], ...]
    endings: dict[str, date]


@dataclass
class _Placed(Generic[C]):
    """A row on its key's line of time; without an id it comes from the file."""

    id: str | None
    row: Dated[C]


def plan_rows(read: Sequence[Read[C]], stored: Iterable[Stored[C]]) -> Plan[C]:
    """One planned row for each line, in the file's order."""
    timeline: dict[Key, dict[date, _Placed[C]]] = {}
    for known in stored:
        timeline.setdefault(known.row.key, {})[known.row.valid_from] = _Placed(known.id, known.row)
    before = {known.id: known.row.valid_to for known in stored_list(timeline)}
    planned = {index: _refused(line, line.notes) for index, line in enumerate(read) if line.row is None}
    in_time = sorted((line.row.valid_from, index) for index, line in enumerate(read) if line.row is not None)
    for _, index in in_time:
        row = read[index].row
        assert row is not None
        planned[index] = _place(read[index], row, timeline.setdefault(row.key, {}))
    # Later lines may have ended what earlier ones began.
    ends = {(key, since): placed.row.valid_to for key, line in timeline.items() for since, placed in line.items()}
    rows = [_ended(planned[index], ends) for index in range(len(read))]
    endings = {
        known.id: known.row.valid_to
        for known in stored_list(timeline)
        if known.row.valid_to is not None and known.row.valid_to != before[known.id]
    }
    return Plan(tuple(rows), endings)


def stored_list(timeline: dict[Key, dict[date, _Placed[C]]]) -> list[Stored[C]]:
    """The rows of all lines of time that have an id."""
    return [
        Stored(placed.id, placed.row) for line in timeline.values() for placed in line.values() if placed.id is not None
    ]


def _place(read: Read[C], row: Dated[C], line: dict[date, _Placed[C]]) -> Planned[C]:
    known = line.get(row.valid_from)
    if known is None:
        return _insert(read, row, line, Outcome.NEW, None)
    fitted, _ = _fitted(row, line)
    if known.row == fitted:
        return Planned(read.line, read.what, Outcome.UNCHANGED, read.notes, fitted, known.id)
    if row.is_applied and replace(known.row, status=row.status) == fitted and known.row.is_applied:
        line[row.valid_from] = _Placed(known.id, fitted)
        told = f"{known.row.status} before, {row.status} now"
        return Planned(read.line, read.what, Outcome.CHANGED, (*read.notes, told), fitted, known.id)
    if known.id is None:
        return _refused(read, (*read.notes, "an earlier line of this file says otherwise for the same day"))
    if known.row.is_applied:
        return _refused(read, (*read.notes, f"row {known.id} is in force from that day and says otherwise"))
    del line[row.valid_from]
    return _insert(read, row, line, Outcome.CHANGED, known.id)


def _insert(
    read: Read[C], row: Dated[C], line: dict[date, _Placed[C]], outcome: Outcome, stored_id: str | None
) -> Planned[C]:
    fitted, told = _fitted(row, line)
    if row.is_applied:
        for placed in _overlapped(row, line):
            placed.row = replace(placed.row, valid_to=row.valid_from - _DAY)
            told = (*told, f"ends the row from {placed.row.valid_from} on {placed.row.valid_to}")
    line[row.valid_from] = _Placed(stored_id, fitted)
    return Planned(read.line, read.what, outcome, (*read.notes, *told), fitted, stored_id)


def _overlapped(row: Dated[C], line: dict[date, _Placed[C]]) -> list[_Placed[C]]:
    return [
        placed
        for since, placed in line.items()
        if placed.row.is_applied
        and since < row.valid_from
        and (placed.row.valid_to is None or placed.row.valid_to >= row.valid_from)
    ]


def _fitted(row: Dated[C], line: dict[date, _Placed[C]]) -> tuple[Dated[C], tuple[str, ...]]:
    """The row, ended before the next one that is applied."""
    later = [since for since, placed in line.items() if placed.row.is_applied and since > row.valid_from]
    if not row.is_applied or not later or (row.valid_to is not None and row.valid_to < min(later)):
        return row, ()
    last = min(later) - _DAY
    return replace(row, valid_to=last), (f"ends on {last}: a row from {min(later)} is there",)


def _ended(planned: Planned[C], ends: dict[tuple[Key, date], date | None]) -> Planned[C]:
    if planned.row is None or planned.outcome not in {Outcome.NEW, Outcome.CHANGED}:
        return planned
    return replace(planned, row=replace(planned.row, valid_to=ends[planned.row.key, planned.row.valid_from]))


def _refused(read: Read[C], notes: tuple[str, ...]) -> Planned[C]:
    return Planned(read.line, read.what, Outcome.REFUSED, notes)
