"""Which screen keeps a fund's money from something. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.enums.prefinance import ScreenSide


@dataclass(frozen=True)
class Screen:
    """One term that is included or excluded, and why."""

    id: str
    side: ScreenSide
    term: str
    reason: str


def first_refusal(screens: Sequence[Screen], terms: Collection[str]) -> Screen | None:
    """The screen that stands in the way of something with these terms; None lets it pass.

    An excluded term keeps it out whatever else it has. If there are included terms, it needs one of them; the first of
    them stands for all in a refusal.
    """
    excluded = next((one for one in screens if one.side is ScreenSide.EXCLUDE and one.term in terms), None)
    if excluded is not None:
        return excluded
    included = [one for one in screens if one.side is ScreenSide.INCLUDE]
    return None if not included or any(one.term in terms for one in included) else included[0]
