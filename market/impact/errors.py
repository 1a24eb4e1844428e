"""Refusals about impact statements."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchStatement(NotFound):
    """There is no such statement."""

    code: ClassVar[str] = "no_such_statement"


class NotTheWholeMarket(NotAllowed):
    """Only an operator may ask for the statement of the whole market."""

    code: ClassVar[str] = "statement_of_market_not_allowed"


class NoSuchIndicator(NotFound):
    """The methodology has no figure of this name."""

    code: ClassVar[str] = "no_such_indicator"


class NotInStatement(NotFound):
    """The statement has no facts of this order."""

    code: ClassVar[str] = "order_not_in_statement"


class StatementFinished(Conflict):
    """The statement is finished: what is published is not called off."""

    code: ClassVar[str] = "statement_finished"


@dataclass(eq=False)
class PeriodCannotBe(Invalid):
    """A statement covers whole days, today (a network's: yesterday) at the latest: an end after the start, at most ten
    years apart.
    """

    code: ClassVar[str] = "statement_period_cannot_be"
    period_start: str
    period_end: str


class SubjectUnclear(Invalid):
    """A producer's or a network's statement names the organisation, an order's the order; the others name nothing."""

    code: ClassVar[str] = "statement_subject_unclear"


class NotPaidYet(Conflict):
    """The order is not paid: there is nothing to give account of yet."""

    code: ClassVar[str] = "statement_of_unpaid_order"
