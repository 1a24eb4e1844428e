"""SQL of payments and Stripe's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from gateways.stripe import CheckoutFact, CheckoutLine
from kit.money import Money
from models.enums import PartKind, PaymentState
from models.orders import Order
from models.payments import Payment, StripeEvent

_UNBOOKED = text(
    """
    select exists (select from payment where funds_booked_at is null and available_at <= :now
                   and balance_transaction_id is not null)
    """
)
_WAITING_EVENTS = text(
    """
    select account || '/' || id as key from stripe_event
    where handled_at is null and next_attempt_at <= :now order by next_attempt_at limit 500
    """
)
# With a discount a line is shown as one thing: Stripe's lines have whole units of one price.
_PAGE_LINES = text(
    """
    select case when l.discount_minor > 0 then l.quantity || ' × ' else '' end || l.name || ' · ' || l.variant_label
               as name,
           case when l.discount_minor > 0 then l.amount_minor - l.discount_minor + l.tier_minor
                else l.unit_amount_minor + l.tier_minor / l.quantity end as unit_minor,
           case when l.discount_minor > 0 then 1 else l.quantity end as quantity, 1 as place, l.id
    from order_line l where l.order_id = :order_id
    union all
    select '→ ' || g.name, p.shipping_minor, 1, 2, p.id
    from parcel p join organisation g on g.id = p.producer_id
    where p.order_id = :order_id and p.shipping_minor > 0
    union all
    select coalesce(f.name, 'Solidarity fund'), b.amount_minor, 1, 3, b.id
    from breakdown_part b
    join customer_order o on o.id = b.order_id
    left join fund f on f.account_code = b.account_code and f.currency = o.currency
    where b.order_id = :order_id and b.kind = 'contribution'
    order by place, id
    """
)
# Built once: putting one together costs as much as sending it.
_LOCKED_PAYMENT = (
    select(Payment)
    .where(col(Payment.id) == bindparam("id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LOCKED_ORDER = (
    select(Order)
    .where(col(Order.id) == select(col(Payment.order_id)).where(col(Payment.id) == bindparam("id")).scalar_subquery())
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_ORDER_AND_PAYMENT = (
    select(Order, Payment).join(Payment, col(Payment.order_id) == col(Order.id)).where(col(Order.id) == bindparam("id"))
)
_NOTE_PAGE = text(
    """
    update payment
    set checkout_session_id = coalesce(:session_id, checkout_session_id), checkout_url = coalesce(:url, checkout_url),
        payment_intent_id = coalesce(payment_intent_id, :intent_id),
        state = case when state = 'created' then 'pending' else state end
    where id = :id
    """
)
_PARTS = text(
    """
    select kind, account_code, beneficiary_id, sum(amount_minor)::bigint as amount_minor
    from breakdown_part where order_id = :order_id
    group by kind, account_code, beneficiary_id having sum(amount_minor) <> 0 order by account_code, kind
    """
)


@dataclass(frozen=True)
class BookedPart:
    """All parts of an order that go to one account for one reason."""

    kind: PartKind
    account_code: str
    beneficiary_id: str | None
    amount_minor: int


def find_payment_of_order(session: Session, order_id: str) -> Payment | None:
    return session.execute(select(Payment).where(col(Payment.order_id) == order_id)).scalar_one_or_none()


def lock_payment(session: Session, payment_id: str) -> Payment:
    """The payment, locked. Whoever locks its order too has locked that before."""
    return session.execute(_LOCKED_PAYMENT, {"id": payment_id}).scalar_one()


def lock_order_of_payment(session: Session, payment_id: str) -> Order:
    """The order that a payment is for, locked."""
    return session.execute(_LOCKED_ORDER, {"id": payment_id}).scalar_one()


def find_payment_by_intent(session: Session, payment_intent_id: str) -> Payment | None:
    statement = select(Payment).where(col(Payment.payment_intent_id) == payment_intent_id)
    return session.execute(statement).scalar_one_or_none()


def find_payment_by_checkout(session: Session, session_id: str) -> Payment | None:
    statement = select(Payment).where(col(Payment.checkout_session_id) == session_id)
    return session.execute(statement).scalar_one_or_none()


def find_payment_by_charge(session: Session, charge_id: str) -> Payment | None:
    return session.execute(select(Payment).where(col(Payment.charge_id) == charge_id)).scalar_one_or_none()


def find_order_and_payment(session: Session, order_id: str) -> tuple[Order, Payment] | None:
    row = session.execute(_ORDER_AND_PAYMENT, {"id": order_id}).one_or_none()
    return (row[0], row[1]) if row else None


def list_page_lines(session: Session, order: Order) -> list[CheckoutLine]:
    """What the payment page lists: the goods, then one line of shipping per parcel."""
    return [
        CheckoutLine(row.name, Money(row.unit_minor, order.currency), row.quantity)
        for row in session.execute(_PAGE_LINES, {"order_id": order.id})
    ]


def note_page(session: Session, payment_id: str, *, intent_id: str | None, page: CheckoutFact | None) -> None:
    """Keep where the payment is made; one that is pending or done already stays so."""
    session.execute(
        _NOTE_PAGE,
        {
            "id": payment_id,
            "intent_id": intent_id,
            "session_id": page.id if page else None,
            "url": page.url if page else None,
        },
    )


def list_booked_parts(session: Session, order_id: str) -> list[BookedPart]:
    """The frozen breakdown of the whole order, by account."""
    return [
        BookedPart(PartKind(row.kind), row.account_code, row.beneficiary_id, row.amount_minor)
        for row in session.execute(_PARTS, {"order_id": order_id})
    ]


def lock_event(session: Session, *, account: str, event_id: str) -> StripeEvent | None:
    statement = select(StripeEvent).where(col(StripeEvent.account) == account, col(StripeEvent.id) == event_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def find_event(session: Session, *, account: str, event_id: str) -> StripeEvent | None:
    statement = select(StripeEvent).where(col(StripeEvent.account) == account, col(StripeEvent.id) == event_id)
    return session.execute(statement).scalar_one_or_none()


def mark_handled(session: Session, event: StripeEvent, *, outcome: str, now: datetime) -> None:
    event.handled_at, event.outcome, event.last_error = now, outcome, None
    event.attempts += 1
    session.add(event)
    session.flush()


def mark_waiting(session: Session, event: StripeEvent, *, now: datetime) -> None:
    """Let an event be handled once more."""
    event.handled_at, event.next_attempt_at = None, now
    session.add(event)
    session.flush()


def mark_payment_failed(session: Session, payment: Payment) -> None:
    """The bank has refused for good."""
    payment.state = PaymentState.FAILED
    session.add(payment)
    session.flush()


def lock_unbooked_funds(session: Session, now: datetime, limit: int) -> list[Payment]:
    """Payments whose money Stripe has made usable and the books have not."""
    statement = (
        select(Payment)
        .where(
            col(Payment.funds_booked_at).is_(None),
            col(Payment.available_at) <= now,
            col(Payment.balance_transaction_id).is_not(None),
        )
        .order_by(col(Payment.id))
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.execute(statement).scalars())


def has_unbooked_funds(session: Session, now: datetime) -> bool:
    """Whether any payment's money can be used that the books still call pending."""
    return bool(session.execute(_UNBOOKED, {"now": now}).scalar_one())


def list_waiting_events(session: Session, now: datetime) -> Sequence[str]:
    """Keys `account/id` of events that nobody has finished."""
    return [row.key for row in session.execute(_WAITING_EVENTS, {"now": now})]
