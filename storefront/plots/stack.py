"""One bar cut into what each party gets. What somebody put in lies left of nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

PATTERNS = ("", "dots", "rising", "grid", "falling", "dots", "rising", "grid")
# A segment narrower than this (per cent) has no room for its own number on a phone.
_ROOM_FOR_TEXT = 12


@dataclass(frozen=True)
class Slice:
    """A part and its place in the list beside; below nought: put in."""

    label: str
    value: Decimal


@dataclass(frozen=True)
class Placed:
    """A slice on the bar, in per cent of it."""

    place: int
    start: float
    width: float
    is_put_in: bool


def layout(slices: Sequence[Slice]) -> list[Placed]:
    """From left to right; together they are the whole bar, and those that were put in end where the others begin."""
    whole = sum((abs(one.value) for one in slices), Decimal(0))
    numbered = sorted(enumerate(slices), key=lambda pair: pair[1].value > 0)
    placed: list[Placed] = []
    reached = Decimal(0)
    for place, one in numbered:
        if not one.value:
            continue
        start, reached = reached, reached + abs(one.value)
        placed.append(Placed(place, float(100 * start / whole), float(100 * (reached - start) / whole), one.value < 0))
    return placed


def stack(slices: Sequence[Slice], title: str) -> Markup:
    drawn = layout(slices)
    if not drawn:
        return Markup("")
    pieces = [_segment(one) for one in drawn]
    if nought := next((one.start for one in drawn if not one.is_put_in and one.start), None):
        pieces.append(Markup('<line x1="{0}%" x2="{0}%" y1="0" y2="100%" class="now"/>').format(f"{nought:.3f}"))
    return Markup('<svg class="bar" role="img" aria-label="{}">{}</svg>').format(title, Markup("").join(pieces))


def sign(place: int) -> Markup:
    """The sign of a slice, for the list beside the bar."""
    return Markup('<svg class="swatch" aria-hidden="true">{}</svg>').format(_fill(place, "0", "100%"))


def _segment(one: Placed) -> Markup:
    x, width = f"{one.start:.3f}%", f"{one.width:.3f}%"
    if one.is_put_in:
        return Markup('<rect x="{}" width="{}" height="100%" class="slice-put-in"/>').format(x, width)
    piece = _fill(one.place, x, width)
    if one.width < _ROOM_FOR_TEXT:
        return piece
    return piece + Markup('<text x="{}%" y="50%">{} %</text>').format(
        f"{one.start + one.width / 2:.3f}", round(one.width)
    )


def _fill(place: int, x: str, width: str) -> Markup:
    place %= len(PATTERNS)
    piece = Markup('<rect x="{}" width="{}" height="100%" class="slice-{}"/>').format(x, width, place)
    if PATTERNS[place]:
        piece += Markup('<rect x="{}" width="{}" height="100%" fill="url(#{})"/>').format(x, width, PATTERNS[place])
    return piece
