"""A price over time: as long as it held, so long is its step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from storefront.plots.steps import EDGE, WIDTH, Corner, draw_steps, height_of


@dataclass(frozen=True)
class Held:
    """What something cost, in minor units, from when on."""

    since: datetime
    amount: int


def corners_of(held: Sequence[Held], now: datetime) -> list[Corner]:
    """The corners of the line, oldest first. Nought lies at the foot, so that heights can be compared."""
    begun = held[0].since
    whole = max((now - begun).total_seconds(), 1.0)
    most = max(one.amount for one in held)

    def across(when: datetime) -> float:
        passed = min(max((when - begun).total_seconds(), 0.0), whole)
        return EDGE + (WIDTH - 2 * EDGE) * passed / whole

    ends = [*(one.since for one in held[1:]), now]
    return [
        (across(when), height_of(one.amount, 0, most))
        for one, end in zip(held, ends, strict=True)
        for when in (one.since, end)
    ]


def price_line(now: datetime, held: Sequence[Held], title: str) -> Markup:
    """`held` is oldest first; nothing is drawn of nothing."""
    if not held:
        return Markup("")
    return draw_steps(corners_of(held, now), height_of(0, 0, 1), title)
