"""The rows of one product, wherever in the file they stand, without keeping the file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from market.catalog.importing.formats.table import Line

_MOST_KEPT = 2_000


@dataclass(slots=True)
class Group:
    """The rows that share a key, in their order. `count` is more than there are lines where too many share it."""

    key: str
    lines: list[Line] = field(default_factory=list)
    count: int = 0


def grouped(lines: Iterable[Line], key_of: Callable[[Line], str]) -> Iterator[Group]:
    """Each group as soon as its last row has come. Goes through the lines twice; a row without a key is a group."""
    last: dict[str, int] = {}
    for line in lines:
        key = key_of(line)
        if key:
            last[key] = line.number
    waiting: dict[str, Group] = {}
    for line in lines:
        key = key_of(line)
        if not key:
            yield Group("", [line], 1)
            continue
        group = waiting.get(key)
        if group is None:
            group = waiting[key] = Group(key)
        if len(group.lines) < _MOST_KEPT:
            group.lines.append(line)
        group.count += 1
        if last[key] == line.number:
            yield waiting.pop(key)
