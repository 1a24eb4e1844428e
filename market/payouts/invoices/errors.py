"""Refusals about commission invoices."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class BadInvoiceMonth(Invalid):
    """An invoice is for a calendar month such as 2026-11."""

    code: ClassVar[str] = "bad_invoice_month"
    month: str


class NoSuchInvoice(NotFound):
    """There is no invoice of yours for this month: nothing had been sold by its end."""

    code: ClassVar[str] = "no_such_invoice"


@dataclass(eq=False)
class MonthNotOver(Conflict):
    """A month is invoiced when it is over; then nothing in it changes any more."""

    code: ClassVar[str] = "month_not_over"
    month: str


@dataclass(eq=False)
class InvoiceDiffersFromLedger(Conflict):
    """What would be invoiced is not what the books say, so it is not invoiced."""

    code: ClassVar[str] = "invoice_differs_from_ledger"
    subject_id: str
    account: str
    stated_minor: int
    booked_minor: int
