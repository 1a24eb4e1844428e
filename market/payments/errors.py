"""Refusals about payments."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


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


class NoSuchRefund(NotFound):
    """There is no such refund."""

    code: ClassVar[str] = "no_such_refund"


class NoSuchDispute(NotFound):
    """There is no such dispute."""

    code: ClassVar[str] = "no_such_dispute"


@dataclass(eq=False)
class RefundTooLarge(Conflict):
    """More than is left of what was paid, or nothing at all."""

    code: ClassVar[str] = "refund_too_large"
    left_minor: int


class RefundNamesTwice(Invalid):
    """A refund names each line and each parcel once."""

    code: ClassVar[str] = "refund_names_twice"


@dataclass(eq=False)
class RefundKeyReused(Conflict):
    """This refund was asked for before, with other contents."""

    code: ClassVar[str] = "refund_key_reused"
    refund_id: str


@dataclass(eq=False)
class NotRefundable(Conflict):
    """This order cannot be refunded now: it is not paid, or its payment is disputed."""

    code: ClassVar[str] = "not_refundable"
    why: str


@dataclass(eq=False)
class WrongRefundStep(Conflict):
    """The refund is not at the step that this follows."""

    code: ClassVar[str] = "wrong_refund_step"
    state: str


@dataclass(eq=False)
class WrongDisputeStep(Conflict):
    """The dispute is not at the step that this follows."""

    code: ClassVar[str] = "wrong_dispute_step"
    status: str
