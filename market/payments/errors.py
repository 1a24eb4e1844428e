"""Refusals about payments."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, NotFound


class NoSuchPayment(NotFound):
    """There is no such payment."""

    code: ClassVar[str] = "no_such_payment"


class PaymentPageGone(Conflict):
    """The time to pay this order is over; fill a new cart."""

    code: ClassVar[str] = "payment_page_gone"


class NoSuchOperation(NotFound):
    """There is no such operation at Stripe."""

    code: ClassVar[str] = "no_such_operation"


@dataclass(eq=False)
class OperationKeyReused(Conflict):
    """This was to be asked of Stripe before, with other parameters."""

    code: ClassVar[str] = "operation_key_reused"
    business_key: str


@dataclass(eq=False)
class OperationEndedOtherwise(Conflict):
    """Stripe did what had been given up; the books need an operator."""

    code: ClassVar[str] = "operation_ended_otherwise"
    operation_id: str
    stripe_id: str


@dataclass(eq=False)
class AnswerDiffers(Conflict):
    """What Stripe made is not what was asked for."""

    code: ClassVar[str] = "answer_differs"
    operation_id: str
    stripe_id: str
