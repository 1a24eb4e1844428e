"""Families as dots; members as dots: filled for women, open for men, small where nothing is stated."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

MOST_DOTS = 400
PER_ROW = 25
_CELL = 14


@dataclass(frozen=True)
class Members:
    women: int
    men: int
    unknown: int

    @property
    def total(self) -> int:
        return self.women + self.men + self.unknown


def per_dot(total: int) -> int:
    """One, or the power of ten with which no more than MOST_DOTS are drawn."""
    unit = 1
    while total > MOST_DOTS * unit:
        unit *= 10
    return unit


def dots(members: Members, title: str) -> Markup:
    """A kind that is there has a dot at least; otherwise one for every `per_dot`, rounded."""
    unit = per_dot(members.total)
    return _drawn([kind for kind, number in _kinds(members) for _ in range(_dots_for(number, unit))], title)


def family_dots(families: int, title: str) -> Markup:
    """One dot for every `per_dot` of them, rounded."""
    return _drawn(["families"] * _dots_for(families, per_dot(families)), title)


def _drawn(kinds: list[str], title: str) -> Markup:
    rows = -(-len(kinds) // PER_ROW)
    drawn = [
        Markup('<circle cx="{}" cy="{}" r="{}" class="dot-{}"/>').format(
            _CELL * (place % PER_ROW) + _CELL // 2,
            _CELL * (place // PER_ROW) + _CELL // 2,
            2 if kind == "unknown" else 4,
            kind,
        )
        for place, kind in enumerate(kinds)
    ]
    return Markup('<svg class="dots" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _CELL * PER_ROW, _CELL * max(rows, 1), title, Markup("").join(drawn)
    )


def _kinds(members: Members) -> Iterator[tuple[str, int]]:
    yield from (("women", members.women), ("men", members.men), ("unknown", members.unknown))


def _dots_for(number: int, unit: int) -> int:
    return max((number + unit // 2) // unit, 1) if number > 0 else 0
