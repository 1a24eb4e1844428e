"""What every refund does to the books, and how it is asked of Stripe."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from kit.currencies import NotChargeable, currency_facts
from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.rules import funds_of, take_back
from market.ledger.post import post
from market.ledger.rules.refunds import RefundFacts, refund
from market.orders import queries as orders
from market.payments import queries as payments
from market.payments.errors import NoSuchRefund, NotRefundable, RefundKeyReused, RefundTooLarge, WrongRefundStep
from market.payments.operations import Operation, intend
from market.payments.refunds import queries
from market.payments.refunds.plan import RefundPlan
from models.enums import LiableParty, OrderState, PaymentState, RefundKind, RefundState, StripeOperationKind, TaskName
from models.payments import Payment, Refund


def book_refund(session: Session, made: Refund, plan: RefundPlan, *, now: datetime) -> None:
    """Take the money from each part of the price, so that nobody is paid it any more."""
    earnings.lock_items(session)
    items = earnings.lock_open_items(session, made.order_id)
    in_funds = earnings.lock_funds(session, funds_of(plan.given), made.currency)
    taken = take_back(plan.given, items, liable=LiableParty(made.liable), in_funds=in_funds)
    earnings.insert_reductions(session, taken.reductions, refund_id=made.id)
    queries.insert_refund_parts(session, made.id, taken.sources)
    post(session, refund(RefundFacts(made.id, made.order_id, plan.money, taken.legs), at=now), now=now)
    if any(source.receivable_minor for source in taken.sources):
        ask_to_recover(session, made.id, now=now)


def ask_to_recover(session: Session, refund_id: str, *, now: datetime) -> None:
    """Some of it had been paid out: let it be brought back."""
    request_task(session, TaskName.RECOVER_REFUND, key=refund_id, now=now, refund_id=refund_id)


def intend_refund(session: Session, made: Refund, payment: Payment, *, attempt: int, now: datetime) -> None:
    """Write down what Stripe will be asked, under a key of its own for each attempt that an operator decides on."""
    operation = write_attempt(session, made, payment, attempt=attempt, now=now)
    request_task(session, TaskName.EXECUTE_STRIPE_OPERATION, key=operation.id, now=now, operation_id=operation.id)


def write_attempt(session: Session, made: Refund, payment: Payment, *, attempt: int, now: datetime) -> Operation:
    """One attempt to send a refund, and nobody asked to make it."""
    if payment.payment_intent_id is None:
        raise NotRefundable("the payment is not known at Stripe")
    parameters: dict[str, object] = {
        "payment_intent_id": payment.payment_intent_id,
        "amount_minor": made.amount_minor,
        "currency": made.currency,
        "refund_id": made.id,
        "order_id": made.order_id,
    }
    return intend(
        session,
        kind=StripeOperationKind.REFUND,
        business_key=f"re:{made.id}:{attempt}",
        parameters=parameters,
        subject_id=made.id,
        now=now,
    )


def lock_refundable(session: Session, order_id: str) -> Payment:
    """The payment of an order, which is locked, if money can go back. Raises NotRefundable."""
    order = orders.lock_order(session, order_id)
    payment = payments.find_payment_of_order(session, order_id)
    if order.state != OrderState.PAID or payment is None or payment.state != PaymentState.SUCCEEDED:
        raise NotRefundable(f"the order is {order.state}")
    if queries.is_contested(session, order_id):
        raise NotRefundable("the payment is disputed")
    return payment


def find_earlier(session: Session, order_id: str, key: str, kind: RefundKind) -> Refund | None:
    """The refund that was made under this key. Whoever else is making it now is waited for. Raises RefundKeyReused."""
    orders.lock_order(session, order_id)
    earlier = queries.find_refund_by_key(session, business_key(order_id, key))
    if earlier is not None and earlier.kind != kind:
        raise RefundKeyReused(earlier.id)
    return earlier


def business_key(order_id: str, key: str) -> str:
    """Which refund of an order it is."""
    return f"{order_id}:{key}"


def require_left(session: Session, payment: Payment, money: Money) -> None:
    """Raises RefundTooLarge when the market has less of the payment left, or nothing is asked for; NotChargeable for
    what Stripe cannot move."""
    step = currency_facts(money.currency).charge_step
    if money.minor % step:
        raise NotChargeable(money.minor, money.currency, step, step)
    left = queries.get_left(session, payment)
    if not 0 < money.minor <= left.minor:
        raise RefundTooLarge(left.minor)


def facts_of(made: Refund) -> RefundFacts:
    """A refund as the books know it."""
    return RefundFacts(made.id, made.order_id, Money(made.amount_minor, made.currency))


def lock_returned(session: Session, refund_id: str) -> Refund:
    """A refund that came back. Raises NoSuchRefund, WrongRefundStep."""
    if queries.find_refund(session, refund_id) is None:
        raise NoSuchRefund()
    made = queries.lock_refund(session, refund_id)
    if made.state != RefundState.RETURNED:
        raise WrongRefundStep(made.state)
    return made
