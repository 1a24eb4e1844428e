"""Refusals about networks as a whole, and about what organisations put on record."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Invalid, NotFound


class NoNetworkCalled(NotFound):
    """There is no federation or network of this name."""

    code: ClassVar[str] = "no_network_called"


@dataclass(eq=False)
class NotAPeriod(Invalid):
    """A period ends after it starts, at most ten years later."""

    code: ClassVar[str] = "not_a_period"
    start: date
    end: date


@dataclass(eq=False)
class NotAQuarter(Invalid):
    """A quarter is written 2026-Q3."""

    code: ClassVar[str] = "not_a_quarter"
    quarter: str


@dataclass(eq=False)
class QuarterNotOver(Invalid):
    """A quarter is told a week after its end."""

    code: ClassVar[str] = "quarter_not_over"
    quarter: str
