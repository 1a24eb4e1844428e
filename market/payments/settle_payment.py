"""The paid fact, taken from the PaymentIntent itself: the order is paid, the books say who is owed what."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.mail import Due, ask_buyers
from gateways.outbox import request_task
from gateways.stripe import BalanceFact, PaymentFact
from kit.money import Money
from market.earnings.earn import earn
from market.earnings.queries import mark_eligible
from market.ledger.accounts import frozen_account
from market.ledger.entry import Entry
from market.ledger.post import post_many
from market.ledger.rules.payments import (
    OrderPaidFacts,
    currency_converted,
    order_paid,
    stripe_fee,
    unexpected_money,
)
from market.orders import queries as orders
from market.orders.confirm_order import confirm_order
from market.orders.keep_promise import released_promise
from market.payments import queries
from market.payments.rules import may_become
from market.payments.terms import SettlementTerms
from market.requests.alerts import raise_alert
from models.enums import AlertKind, MailKind, OrderState, PaymentState, TaskName
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
        return _note_balance_later(session, payment, order, fact, terms, now)
    payment.payment_intent_id = fact.id
    payment.charge_id = fact.charge_id
    payment.succeeded_at = now
    agreed = Money(order.total_minor, order.currency)
    if fact.received != agreed or fact.amount != agreed:
        return _suspend(session, payment, order, fact, NOT_AS_AGREED, now)
    if not confirm_order(session, order=order, now=now):
        return _suspend(session, payment, order, fact, GOODS_GONE, now)
    payment.state, payment.failure_code = PaymentState.SUCCEEDED, None
    noted = _note_balance(session, payment, order, fact, now)
    session.add(payment)
    session.flush()
    held = earn(
        session,
        order_id=order.id,
        currency=order.currency,
        earned_at=now,
        eligible_at=_eligible_at(payment, order, terms),
        now=now,
    )
    ask_buyers(session, MailKind.RECEIPT, [Due(to=order.id, about=order.id, key=order.id)], now=now)
    kept_aside = released_promise(session, order, now=now)
    paid = _order_paid(session, order, now)
    # The rows that other buyers wait for come last: the stock of these lots, then the accounts.
    orders.sell_goods(session, order.id)
    post_many(session, [*kept_aside, paid, *noted, *held], now=now)
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


def _suspend(session: Session, payment: Payment, order: Order, fact: PaymentFact, why: str, now: datetime) -> str:
    payment.state, payment.failure_code = PaymentState.SUSPENSE, why
    noted = _note_balance(session, payment, order, fact, now)
    session.add(payment)
    session.flush()
    post_many(session, [unexpected_money(payment.id, order.id, fact.received, at=now), *noted], now=now)
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


def _note_balance_later(
    session: Session, payment: Payment, order: Order, fact: PaymentFact, terms: SettlementTerms, now: datetime
) -> str:
    """Stripe said nothing of the balance when it said that the payment succeeded; now it does."""
    if payment.balance_transaction_id is not None:
        return "already settled"
    if fact.balance is None:
        return "waiting for the balance"
    noted = _note_balance(session, payment, order, fact, now)
    session.add(payment)
    session.flush()
    if (eligible_at := _eligible_at(payment, order, terms)) is not None:
        mark_eligible(session, order_id=order.id, eligible_at=eligible_at)
    post_many(session, noted, now=now)
    return "balance noted"


def _note_balance(session: Session, payment: Payment, order: Order, fact: PaymentFact, now: datetime) -> list[Entry]:
    """Write down what reached the balance and when it can be used; what of that is to be booked."""
    balance = fact.balance
    if balance is None:
        return []
    payment.balance_transaction_id = balance.id
    payment.settled_gross_minor = balance.gross.minor
    payment.fee_minor = balance.fee.minor
    payment.net_minor = balance.net.minor
    payment.settlement_currency = balance.gross.currency
    payment.available_at = balance.available_at
    return _entries_of(session, payment, order, fact.received, balance, now)


def _eligible_at(payment: Payment, order: Order, terms: SettlementTerms) -> datetime | None:
    """From when producers may be paid: known once Stripe says when its money can be used."""
    if payment.available_at is None or order.state != OrderState.PAID or order.paid_at is None:
        return None
    return terms.eligible_at(paid_at=order.paid_at, available_at=payment.available_at)


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
