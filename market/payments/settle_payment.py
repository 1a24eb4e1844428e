"""The paid fact, taken from the PaymentIntent itself: the order is paid, the books say who is owed what."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from gateways.stripe import BalanceFact, PaymentFact
from kit.money import Money
from market.earnings.earn import earn
from market.earnings.queries import mark_eligible
from market.ledger.accounts import frozen_account
from market.ledger.entry import Entry
from market.ledger.post import post, post_many
from market.ledger.rules.payments import (
    OrderPaidFacts,
    currency_converted,
    order_paid,
    stripe_fee,
    unexpected_money,
)
from market.orders.confirm_order import confirm_order
from market.payments import queries
from market.payments.rules import may_become
from market.payments.terms import SettlementTerms
from market.requests.alerts import raise_alert
from models.enums import AlertKind, OrderState, PaymentState, TaskName
from models.orders import Order
from models.payments import Payment

# Why money is in suspense. What came too late goes back by itself; what was not agreed waits for a person.
GOODS_GONE, NOT_AS_AGREED = "goods_gone", "not_as_agreed"

_UNPAID = {
    "processing": PaymentState.PROCESSING,
    "canceled": PaymentState.CANCELLED,
}
_OPEN = frozenset({PaymentState.CREATED, PaymentState.PENDING, PaymentState.PROCESSING, PaymentState.FAILED})


def settle_payment(
    session: Session, *, payment_id: str, fact: PaymentFact, terms: SettlementTerms, now: datetime
) -> str:
    """Apply what Stripe says about a payment; says in a word what came of it. Safe to repeat, in any order.

    Money that does not match the frozen total, or for goods that are gone, never makes an order paid: it is booked to
    suspense. In the second case it goes back by itself, in the first an operator is asked.
    """
    order = queries.lock_order_of_payment(session, payment_id)
    payment = queries.lock_payment(session, payment_id)
    if fact.is_livemode != terms.expects_livemode:
        return "wrong mode"
    if fact.status != "succeeded":
        return _note_unpaid(session, payment, fact)
    if payment.state in {PaymentState.SUCCEEDED, PaymentState.SUSPENSE}:
        return _note_balance(session, payment, order, fact, terms, now)
    payment.payment_intent_id = fact.id
    payment.charge_id = fact.charge_id
    payment.succeeded_at = now
    agreed = Money(order.total_minor, order.currency)
    if fact.received != agreed or fact.amount != agreed:
        return _suspend(session, payment, order, fact, NOT_AS_AGREED, terms, now)
    if not confirm_order(session, order=order, now=now):
        return _suspend(session, payment, order, fact, GOODS_GONE, terms, now)
    payment.state, payment.failure_code = PaymentState.SUCCEEDED, None
    session.add(payment)
    session.flush()
    held = earn(session, order_id=order.id, currency=order.currency, earned_at=now, eligible_at=None, now=now)
    post_many(session, [_order_paid(session, order, now), *held], now=now)
    _note_balance(session, payment, order, fact, terms, now)
    return "paid"


def _order_paid(session: Session, order: Order, now: datetime) -> Entry:
    parts = tuple(
        (
            frozen_account(part.kind, part.account_code, part.beneficiary_id),
            Money(part.amount_minor, order.currency),
        )
        for part in queries.list_booked_parts(session, order.id)
    )
    total = Money(order.total_minor, order.currency)
    return order_paid(OrderPaidFacts(order_id=order.id, total=total, parts=parts, at=now))


def _suspend(
    session: Session,
    payment: Payment,
    order: Order,
    fact: PaymentFact,
    why: str,
    terms: SettlementTerms,
    now: datetime,
) -> str:
    payment.state, payment.failure_code = PaymentState.SUSPENSE, why
    session.add(payment)
    session.flush()
    post(session, unexpected_money(payment.id, order.id, fact.received, at=now), now=now)
    if why == GOODS_GONE:
        request_task(session, TaskName.REFUND_LATE_PAYMENT, key=payment.id, now=now, payment_id=payment.id)
    else:
        raise_alert(
            session,
            AlertKind.MONEY_IN_SUSPENSE,
            key=f"suspense:{payment.id}",
            subject_id=payment.id,
            sentence=f"Order {order.id} is over {order.total_minor} {order.currency} and {fact.received.minor} "
            f"{fact.received.currency} came: the money waits in suspense, give it back in Stripe's dashboard.",
            now=now,
        )
    _note_balance(session, payment, order, fact, terms, now)
    return "not as agreed: money in suspense" if why == NOT_AS_AGREED else "too late: the money goes back"


def _note_unpaid(session: Session, payment: Payment, fact: PaymentFact) -> str:
    """A try that failed may be followed by one that works: the payment stays open, unless its page is used up."""
    if payment.state in _OPEN:
        payment.payment_intent_id = fact.id
        payment.failure_code = fact.failure_code
        state = _UNPAID.get(fact.status, PaymentState.PENDING)
        if may_become(PaymentState(payment.state), state):
            payment.state = state
        session.add(payment)
        session.flush()
    return f"still {fact.status}"


def _note_balance(
    session: Session, payment: Payment, order: Order, fact: PaymentFact, terms: SettlementTerms, now: datetime
) -> str:
    """Book Stripe's fee and set the day from which producers may be paid, once Stripe says both."""
    balance = fact.balance
    if balance is None:
        return "waiting for the balance"
    if payment.balance_transaction_id is not None:
        return "already settled"
    payment.balance_transaction_id = balance.id
    payment.settled_gross_minor = balance.gross.minor
    payment.fee_minor = balance.fee.minor
    payment.net_minor = balance.net.minor
    payment.settlement_currency = balance.gross.currency
    payment.available_at = balance.available_at
    session.add(payment)
    session.flush()
    post_many(session, _entries_of(session, payment, order, fact.received, balance, now), now=now)
    if order.state == OrderState.PAID and order.paid_at is not None:
        eligible_at = terms.eligible_at(paid_at=order.paid_at, available_at=balance.available_at)
        mark_eligible(session, order_id=order.id, eligible_at=eligible_at)
    return "balance noted"


def _entries_of(
    session: Session, payment: Payment, order: Order, received: Money, balance: BalanceFact, now: datetime
) -> list[Entry]:
    entries = []
    if balance.gross.currency != received.currency:
        entries.append(currency_converted(payment.id, order.id, received, balance.gross, at=now))
        raise_alert(
            session,
            AlertKind.CURRENCY_CONVERTED,
            key="currency_converted",
            subject_id=payment.id,
            sentence=f"Stripe turned {received.currency} into {balance.gross.currency}: the market bears the exchange. "
            "Add a bank account in that currency at Stripe, or stop selling in it.",
            now=now,
        )
    if balance.fee.minor:
        entries.append(stripe_fee(payment.id, order.id, balance.fee, at=now))
    return entries
