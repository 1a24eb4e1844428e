"""A price over time: as long as it held, so long is its step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

WIDTH, HEIGHT = 320, 120
_EDGE = 6


@dataclass(frozen=True)
class Held:
    """What something cost, in minor units, from when on."""

    since: datetime
    amount: int


def corners_of(held: Sequence[Held], now: datetime) -> list[tuple[float, float]]:
    """The corners of the line, oldest first. Nought lies at the foot, so that heights can be compared."""
    begun = held[0].since
    whole = max((now - begun).total_seconds(), 1.0)
    most = max(1, *(one.amount for one in held))

    def across(when: datetime) -> float:
        passed = min(max((when - begun).total_seconds(), 0.0), whole)
        return _EDGE + (WIDTH - 2 * _EDGE) * passed / whole

    def height(amount: int) -> float:
        return HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * amount / most

    ends = [*(one.since for one in held[1:]), now]
    return [
        corner
        for one, end in zip(held, ends, strict=True)
        for corner in ((across(one.since), height(one.amount)), (across(end), height(one.amount)))
    ]


def price_line(now: datetime, held: Sequence[Held], title: str) -> Markup:
    """`held` is oldest first; nothing is drawn of nothing."""
    if not held:
        return Markup("")
    corners = corners_of(held, now)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    foot = HEIGHT - _EDGE
    return Markup(
        '<svg class="steps" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<polygon points="{},{} {} {},{}" class="step-area"/>'
        '<line x1="{}" x2="{}" y1="{}" y2="{}" class="step-foot"/>'
        '<polyline points="{}" class="step-line"/></svg>'
    ).format(WIDTH, HEIGHT, title, _EDGE, foot, line, WIDTH - _EDGE, foot, _EDGE, WIDTH - _EDGE, foot, foot, line)
