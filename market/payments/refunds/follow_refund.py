"""What Stripe says of a refund, whoever made it: ours, or somebody's in Stripe's dashboard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import OPERATION_KEY, RefundFact
from kit.money import Money
from market.ledger.accounts import REFUNDS_BORNE, SUSPENSE
from market.ledger.entry import debit
from market.ledger.post import post, post_many
from market.ledger.rules.refunds import RefundFacts, passing_refund_returned, passing_refund_sent, refund
from market.orders import queries as orders
from market.payments import queries as payments
from market.payments.errors import NotRefundable
from market.payments.refunds import attempt_queries as attempts
from market.payments.refunds import queries
from market.payments.refunds.booking import book_refund
from market.payments.refunds.plan import plan_all
from market.payments.refunds.record_refund import note_status, record_sent
from market.payments.refunds.retry_refund import retried_elsewhere
from market.payments.refunds.send_refund import finish_refund
from market.requests.alerts import raise_alert
from models.enums import AlertKind, LiableParty, PaymentState, RefundKind
from models.payments import Payment, Refund

_CAME_TO_NOTHING = frozenset({"failed", "canceled"})


def follow_refund(session: Session, fact: RefundFact, *, now: datetime) -> str:
    """Apply what Stripe says about a refund; what came of it, in words. Safe to repeat, in any order.

    Raises NotRefundable for one made elsewhere as long as nobody knows what became of its payment, or it is more than
    Stripe can refund of that as far as we know: then another has come back, or will not leave, and the news of it is on
    its way.
    """
    known = queries.find_refund_at_stripe(session, fact.id)
    if known is None and (operation_id := fact.metadata.get(OPERATION_KEY)):
        is_news = finish_refund(session, operation_id=operation_id, fact=fact, now=now)
        return "refund sent" if is_news else "nothing new"
    if known is None:
        return _adopt(session, fact, now)
    return note_status(session, queries.lock_refund(session, known.id), fact, now=now)


def _adopt(session: Session, fact: RefundFact, now: datetime) -> str:
    """Somebody refunded in Stripe's dashboard: it has happened, so it is booked.

    What had come back before we heard of it gave nobody anything: the books say that it left and came back, no more.
    Sent again after it came back, it is the next attempt of the same refund. All that was left goes back from every
    part of the price. Any other amount is the market's own goodwill, since nobody can tell what it was for; an operator
    is told, and told of what had come back and is still owed.
    """
    payment = payments.find_payment_by_intent(session, fact.payment_intent_id) if fact.payment_intent_id else None
    if payment is None:
        return "not a refund of ours"
    orders.lock_order(session, payment.order_id)
    if queries.find_refund_at_stripe(session, fact.id) or attempts.was_sent_as(session, payment.id, fact.id):
        return "nothing new"
    if fact.status in _CAME_TO_NOTHING:
        return _pass_through(session, payment, fact, now)
    if payment.state not in {PaymentState.SUCCEEDED, PaymentState.SUSPENSE}:
        raise NotRefundable(f"the payment is {payment.state}")
    if (returned := attempts.lock_returned_of(session, payment.id, fact.money)) is not None:
        retried_elsewhere(session, returned, fact, now=now)
        raise_alert(
            session,
            AlertKind.REFUND_IN_DASHBOARD,
            key=f"dashboard:{fact.id}",
            subject_id=returned.id,
            sentence=f"Somebody refunded a part of order {payment.order_id} in Stripe's dashboard: it is taken for "
            f"{returned.id}, which had come back over the same amount. Look whether it is.",
            now=now,
        )
        return "refund sent again in the dashboard"
    is_settled = payment.state == PaymentState.SUCCEEDED
    left = queries.get_left(session, payment)
    if is_settled and fact.money.minor > (most := queries.get_not_refunded(session, payment)).minor:
        raise NotRefundable(f"only {most.minor} of the payment can be refunded as far as we know")
    is_all = is_settled and fact.money == left and _is_whole(session, payment, left)
    made = queries.insert_refund(
        session,
        business_key=fact.id,
        payment=payment,
        kind=RefundKind.DASHBOARD if is_settled else RefundKind.LATE_PAYMENT,
        money=fact.money,
        liable=LiableParty.PRODUCER if is_all else LiableParty.PLATFORM,
        reason="made in Stripe's dashboard",
        requested_by=None,
        now=now,
    )
    if is_all:
        book_refund(session, made, plan_all(session, order_id=payment.order_id, money=fact.money), now=now)
    else:
        _book_as_own(session, payment, made, now)
    record_sent(session, made, fact, now=now)
    return "refund of the dashboard booked"


def _pass_through(session: Session, payment: Payment, fact: RefundFact, now: datetime) -> str:
    """It left Stripe's balance and is back, or never left it."""
    if fact.settled is None or attempts.has_come_back(session, fact.id, fact.id):
        return "nothing new"
    order_id, back = payment.order_id, fact.came_back or fact.settled
    entries = (
        passing_refund_sent(fact.id, order_id, settled=fact.settled, at=now),
        passing_refund_returned(fact.id, order_id, settled=fact.settled, came_back=back, at=now),
    )
    post_many(session, entries, now=now)
    raise_alert(
        session,
        AlertKind.REFUND_IN_DASHBOARD,
        key=f"dashboard:{fact.id}",
        subject_id=fact.id,
        sentence=f"Somebody refunded something of order {order_id} in Stripe's dashboard, and it came back "
        f"({fact.failure_reason or fact.status}): nobody was given anything. Refund it here if it is to go back.",
        now=now,
    )
    return "refund of the dashboard came to nothing"


def _is_whole(session: Session, payment: Payment, left: Money) -> bool:
    """Whether the parts of the price still hold what is left of the payment: no goodwill has blurred whose it is."""
    parts = queries.list_parts(session, payment.order_id)
    return sum(part.state.minor - part.state.given_back_minor for part in parts) == left.minor


def _book_as_own(session: Session, payment: Payment, made: Refund, now: datetime) -> None:
    """Out of the market's pocket, or out of the money that fitted nothing."""
    account = REFUNDS_BORNE if payment.state == PaymentState.SUCCEEDED else SUSPENSE
    money = Money(made.amount_minor, made.currency)
    post(session, refund(RefundFacts(made.id, made.order_id, money, (debit(account, money),)), at=now), now=now)
    if account is REFUNDS_BORNE:
        raise_alert(
            session,
            AlertKind.REFUND_IN_DASHBOARD,
            key=f"dashboard:{made.id}",
            subject_id=made.id,
            sentence=f"Somebody refunded a part of order {made.order_id} in Stripe's dashboard: the market bears it."
            + _still_owed(attempts.list_returned_of(session, payment.id)),
            now=now,
        )


def _still_owed(came_back: Sequence[str]) -> str:
    if not came_back:
        return ""
    return f" {', '.join(came_back)} had come back and is still owed: give it up if this was it, or send it again."
