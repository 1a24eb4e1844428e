"""Refusals about impact statements."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Invalid, NotAllowed, NotFound


class NoSuchStatement(NotFound):
    """There is no such statement."""

    code: ClassVar[str] = "no_such_statement"


class NotTheWholeMarket(NotAllowed):
    """Only an operator may ask for the statement of the whole market."""

    code: ClassVar[str] = "statement_of_market_not_allowed"


@dataclass(eq=False)
class PeriodCannotBe(Invalid):
    """A statement covers whole days, today at the latest: an end after the start, at most ten years apart."""

    code: ClassVar[str] = "statement_period_cannot_be"
    period_start: str
    period_end: str


class SubjectUnclear(Invalid):
    """A producer's statement names the producer; the market's names nobody."""

    code: ClassVar[str] = "statement_subject_unclear"
