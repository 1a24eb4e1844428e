"""The paid fact, taken from the PaymentIntent itself: the order is paid, the books say who is owed what."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.stripe import BalanceFact, PaymentFact
from kit.money import Money
from market.ledger.post import post
from market.ledger.rules import OrderPaidFacts, order_paid, stripe_fee, unexpected_money
from market.orders import queries as orders
from market.orders.confirm_order import confirm_order
from market.payments import queries
from models.enums import OrderState, PaymentState
from models.orders import Order
from models.payments import Payment


def settle_payment(
    session: Session, *, payment_id: str, fact: PaymentFact, maturity: timedelta, expects_livemode: bool, now: datetime
) -> str:
    """Apply what Stripe says about a payment; says in a word what came of it. Safe to repeat, in any order.

    Money that does not match the frozen total, or for goods that are gone, never makes an order paid: it is booked
    to suspense for an operator to give back.
    """
    payment = queries.lock_payment(session, payment_id)
    order = orders.lock_order(session, payment.order_id)
    if fact.is_livemode != expects_livemode:
        return "wrong mode"
    if fact.status != "succeeded":
        return _note_unpaid(session, payment, fact)
    if payment.state in {PaymentState.SUCCEEDED, PaymentState.SUSPENSE}:
        return _note_balance(session, payment, order, fact.balance, maturity, now)
    payment.payment_intent_id = fact.id
    payment.charge_id = fact.charge_id
    payment.succeeded_at = now
    received = Money(fact.received_minor, fact.currency)
    is_as_agreed = received == Money(order.total_minor, order.currency) and fact.amount_minor == order.total_minor
    if not is_as_agreed or not confirm_order(session, order=order, now=now):
        payment.state = PaymentState.SUSPENSE
        session.add(payment)
        session.flush()
        post(session, unexpected_money(payment.id, order.id, received, at=now), now=now)
        return "not as agreed: money in suspense"
    payment.state = PaymentState.SUCCEEDED
    session.add(payment)
    session.flush()
    _book(session, order, now)
    queries.insert_payable_items(session, order_id=order.id, currency=order.currency, earned_at=now, eligible_at=None)
    _note_balance(session, payment, order, fact.balance, maturity, now)
    return "paid"


def _book(session: Session, order: Order, now: datetime) -> None:
    parts = tuple(
        (part.kind, part.beneficiary_id, Money(part.amount_minor, order.currency))
        for part in queries.list_booked_parts(session, order.id)
    )
    facts = OrderPaidFacts(
        order_id=order.id, total=Money(order.total_minor, order.currency), country=order.country, parts=parts, at=now
    )
    post(session, order_paid(facts), now=now)


def _note_unpaid(session: Session, payment: Payment, fact: PaymentFact) -> str:
    """A try that failed may be followed by one that works: the payment stays open."""
    if payment.state in {PaymentState.CREATED, PaymentState.PENDING}:
        payment.payment_intent_id = fact.id
        payment.failure_code = fact.failure_code
        session.add(payment)
        session.flush()
    return f"still {fact.status}"


def _note_balance(
    session: Session, payment: Payment, order: Order, balance: BalanceFact | None, maturity: timedelta, now: datetime
) -> str:
    """Book Stripe's fee and set the day from which producers may be paid, once Stripe says both."""
    if balance is None:
        return "waiting for the balance"
    if payment.balance_transaction_id is not None:
        return "already settled"
    payment.balance_transaction_id = balance.id
    payment.fee_minor = balance.fee_minor
    payment.net_minor = balance.net_minor
    payment.settlement_currency = balance.currency
    payment.available_at = balance.available_at
    session.add(payment)
    session.flush()
    if balance.fee_minor:
        post(session, stripe_fee(payment.id, order.id, Money(balance.fee_minor, balance.currency), at=now), now=now)
    if order.state == OrderState.PAID and order.paid_at is not None:
        eligible_at = max(balance.available_at, order.paid_at + maturity)
        queries.mark_eligible(session, order_id=order.id, eligible_at=eligible_at)
    return "balance noted"
