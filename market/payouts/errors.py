"""Refusals about payouts."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class BadPeriod(Invalid):
    """A payout period is an ISO week such as 2026-W48."""

    code: ClassVar[str] = "bad_period"
    period: str


class NoSuchPayout(NotFound):
    """There is no such payout."""

    code: ClassVar[str] = "no_such_payout"


class NoSuchPayoutRun(NotFound):
    """There is no such payout run."""

    code: ClassVar[str] = "no_such_payout_run"


class NoSuchProducerStatement(NotFound):
    """There is no such statement of yours."""

    code: ClassVar[str] = "no_such_producer_statement"


@dataclass(eq=False)
class PayoutNotManual(Conflict):
    """Only a payout by bank transfer is confirmed by hand; Stripe confirms its own."""

    code: ClassVar[str] = "payout_not_manual"
    rail: str


@dataclass(eq=False)
class PayoutNotInTransit(Conflict):
    """The payout has ended already."""

    code: ClassVar[str] = "payout_not_in_transit"
    state: str


@dataclass(eq=False)
class PayoutNotPaid(Conflict):
    """Only a payout that has arrived can come back."""

    code: ClassVar[str] = "payout_not_paid"
    state: str


@dataclass(eq=False)
class PayoutMayHaveLeft(Conflict):
    """Stripe has been asked for this payout: what becomes of it decides Stripe's answer."""

    code: ClassVar[str] = "payout_may_have_left"
    state: str


@dataclass(eq=False)
class PayoutConfirmedOtherwise(Conflict):
    """The payout was confirmed with another bank reference."""

    code: ClassVar[str] = "payout_confirmed_otherwise"
    bank_reference: str


@dataclass(eq=False)
class StatementDiffersFromLedger(Conflict):
    """A statement that does not equal the books is not sent to anybody."""

    code: ClassVar[str] = "statement_differs_from_ledger"
    payout_id: str
