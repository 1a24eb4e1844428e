"""Refusals about payments."""

from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchPayment(NotFound):
    """There is no such payment."""

    code: ClassVar[str] = "no_such_payment"


class PaymentPageGone(Conflict):
    """The time to pay this order is over; fill a new cart."""

    code: ClassVar[str] = "payment_page_gone"
