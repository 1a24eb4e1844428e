"""What one Stripe event means to us. The event is a hint: what counts is the object as it is now."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.errors import GatewayRefused
from gateways.stripe import PaymentFact, StripeGateway
from kit.database import Database
from kit.errors import DomainError
from market.orders.expire_order import expire_order
from market.payments import queries
from market.payments.settle_payment import settle_payment
from models.payments import Payment, StripeEvent

_RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))


@dataclass(frozen=True)
class SettlementTerms:
    """What an installation decides about settling."""

    maturity: timedelta
    expects_livemode: bool


def handle_event(
    database: Database, stripe: StripeGateway, *, event_key: str, terms: SettlementTerms, now: datetime
) -> str:
    """Do what the event asks for, once, and mark it handled in the same transaction; says in words what came of it.

    A fault leaves the event waiting with a later time to try again; the sweeper comes back to it.
    """
    account, _, event_id = event_key.rpartition("/")
    with database.reading() as session:
        event = queries.find_event(session, account=account, event_id=event_id)
    if event is None or event.handled_at is not None:
        return "nothing to do"
    try:
        return _handle(database, stripe, event, terms, now)
    except DomainError as error:
        _put_off(database, event, str(error), now)
        return f"put off: {error.code}"


def _handle(
    database: Database, stripe: StripeGateway, event: StripeEvent, terms: SettlementTerms, now: datetime
) -> str:
    kind, subject = event.type, json.loads(event.payload)["data"]["object"]
    if event.account:
        return _finish(database, event, "connected account: nothing to do", now)
    if kind == "checkout.session.expired":
        return _on_checkout_expired(database, event, subject["id"], now)
    if kind.startswith("checkout.session."):
        return _on_payment(database, stripe, event, stripe.read_checkout(subject["id"]).payment_intent_id, terms, now)
    if kind.startswith("payment_intent."):
        return _on_payment(database, stripe, event, subject["id"], terms, now)
    if kind in {"charge.succeeded", "charge.updated"}:
        return _on_payment(database, stripe, event, subject.get("payment_intent"), terms, now)
    return _finish(database, event, "nothing to do", now)


def _on_payment(
    database: Database,
    stripe: StripeGateway,
    event: StripeEvent,
    payment_intent_id: str | None,
    terms: SettlementTerms,
    now: datetime,
) -> str:
    if payment_intent_id is None:
        return _finish(database, event, "no payment yet", now)
    fact = stripe.read_payment(payment_intent_id)
    payment = _payment_behind(database, stripe, fact)
    if payment is None:
        return _finish(database, event, "not a payment of ours", now)
    with database.transaction() as session:
        if not _claim(session, event):
            return "nothing to do"
        outcome = settle_payment(
            session,
            payment_id=payment.id,
            fact=fact,
            maturity=terms.maturity,
            expects_livemode=terms.expects_livemode,
            now=now,
        )
        _mark_handled(session, event, outcome, now)
    return outcome


def _payment_behind(database: Database, stripe: StripeGateway, fact: PaymentFact) -> Payment | None:
    """The payment this intent belongs to: by our record of it, or by the payment page that we opened.

    The order named in the metadata is a hint that anybody with the Stripe account could write; the page's own link to
    the intent proves it.
    """
    with database.reading() as session:
        payment = queries.find_payment_by_intent(session, fact.id)
        hinted = queries.find_payment_of_order(session, fact.order_id) if fact.order_id else None
    if payment is not None or hinted is None:
        return payment
    if hinted.checkout_session_id is None:
        # The page was opened, but our record of it is not committed yet.
        raise GatewayRefused("find_payment", "not_recorded_yet", "the payment page is not recorded yet")
    page = stripe.read_checkout(hinted.checkout_session_id)
    return hinted if page.payment_intent_id == fact.id else None


def _on_checkout_expired(database: Database, event: StripeEvent, session_id: str, now: datetime) -> str:
    with database.transaction() as session:
        if not _claim(session, event):
            return "nothing to do"
        payment = queries.find_payment_by_checkout(session, session_id)
        expired = payment is not None and expire_order(session, order_id=payment.order_id, now=now)
        outcome = "order expired" if expired else "nothing to do"
        _mark_handled(session, event, outcome, now)
    return outcome


def _finish(database: Database, event: StripeEvent, outcome: str, now: datetime) -> str:
    with database.transaction() as session:
        if _claim(session, event):
            _mark_handled(session, event, outcome, now)
    return outcome


def _claim(session: Session, event: StripeEvent) -> bool:
    """Lock the event's row; False if somebody else has finished it meanwhile."""
    locked = queries.lock_event(session, account=event.account, event_id=event.id)
    return locked is not None and locked.handled_at is None


def _mark_handled(session: Session, event: StripeEvent, outcome: str, now: datetime) -> None:
    locked = queries.lock_event(session, account=event.account, event_id=event.id)
    assert locked is not None
    locked.handled_at = now
    locked.outcome = outcome
    locked.attempts += 1
    session.add(locked)


def _put_off(database: Database, event: StripeEvent, reason: str, now: datetime) -> None:
    with database.transaction() as session:
        locked = queries.lock_event(session, account=event.account, event_id=event.id)
        if locked is None or locked.handled_at is not None:
            return
        locked.next_attempt_at = now + _RETRY_AFTER[min(locked.attempts, len(_RETRY_AFTER) - 1)]
        locked.attempts += 1
        locked.last_error = reason[:500]
        session.add(locked)
