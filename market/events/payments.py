"""Events about money coming in."""

from collections.abc import Callable

from gateways.errors import GatewayRefused
from gateways.stripe import PaymentFact
from kit.database import Session
from market.earnings.queries import lock_holds
from market.events.incoming import Incoming
from market.orders.expire_order import expire_order
from market.payments import queries
from market.payments.rules import may_become
from market.payments.settle_payment import settle_payment
from models.enums import PaymentState
from models.payments import Payment


def page_expired(incoming: Incoming) -> str:
    """Nobody can pay on this page any more: the goods go back on the shelf."""

    def effect(session: Session) -> str:
        payment = queries.find_payment_by_checkout(session, incoming.subject_id)
        if payment is None or not expire_order(session, order_id=payment.order_id, now=incoming.now):
            return "nothing to do"
        return "order expired"

    return incoming.apply(effect)


def page_failed(incoming: Incoming) -> str:
    """The buyer's bank has refused in the end, and the page is used up: the goods go back on the shelf."""

    def effect(session: Session) -> str:
        found = queries.find_payment_by_checkout(session, incoming.subject_id)
        if found is None:
            return "nothing to do"
        queries.lock_order_of_payment(session, found.id)
        payment = queries.lock_payment(session, found.id)
        if not may_become(PaymentState(payment.state), PaymentState.FAILED):
            return "nothing to do"
        queries.mark_payment_failed(session, payment)
        expire_order(session, order_id=payment.order_id, now=incoming.now)
        return "payment failed, order expired"

    return incoming.apply(effect)


def page_used(incoming: Incoming) -> str:
    page = incoming.stripe.read_checkout(incoming.subject_id)
    return _settle(incoming, page.payment_intent_id)


def intent_changed(incoming: Incoming) -> str:
    return _settle(incoming, incoming.subject_id)


def charge_changed(incoming: Incoming) -> str:
    return _settle(incoming, incoming.link("payment_intent"))


def settling(incoming: Incoming, payment_intent_id: str | None) -> Callable[[Session], object]:
    """What comes first when news of a refund or a dispute overtakes the news of its payment; nothing otherwise."""
    if payment_intent_id is None:
        return lambda _: None
    with incoming.database.reading() as session:
        known = queries.find_payment_by_intent(session, payment_intent_id)
    if known is not None and known.state in {PaymentState.SUCCEEDED, PaymentState.SUSPENSE}:
        return lambda _: None
    fact = incoming.stripe.read_payment(payment_intent_id)
    payment = _payment_behind(incoming, fact)
    if payment is None:
        return lambda _: None

    def settle(session: Session) -> object:
        # What follows in the same transaction takes back or holds what this earns: its locks come before any posting.
        queries.lock_order_of_payment(session, payment.id)
        lock_holds(session)
        return settle_payment(session, payment_id=payment.id, fact=fact, terms=incoming.terms, now=incoming.now)

    return settle


def _settle(incoming: Incoming, payment_intent_id: str | None) -> str:
    if payment_intent_id is None:
        return incoming.finish("no payment yet")
    fact = incoming.stripe.read_payment(payment_intent_id)
    payment = _payment_behind(incoming, fact)
    if payment is None:
        return incoming.finish("not a payment of ours")

    def effect(session: Session) -> str:
        outcome = settle_payment(session, payment_id=payment.id, fact=fact, terms=incoming.terms, now=incoming.now)
        if fact.status == "canceled" and expire_order(session, order_id=payment.order_id, now=incoming.now):
            return "payment cancelled, order expired"
        return outcome

    return incoming.apply(effect)


def _payment_behind(incoming: Incoming, fact: PaymentFact) -> Payment | None:
    """The payment this intent belongs to: by our record of it, or by the payment page that we opened.

    The order named in the metadata is a hint that anybody with the Stripe account could write; the page's own link to
    the intent proves it.
    """
    with incoming.database.reading() as session:
        payment = queries.find_payment_by_intent(session, fact.id)
        hinted = queries.find_payment_of_order(session, fact.order_id) if fact.order_id else None
    if payment is not None or hinted is None:
        return payment
    if hinted.checkout_session_id is None and hinted.payment_intent_id is None:
        # The page or the intent was made, but our record of it is not committed yet.
        raise GatewayRefused("find_payment", "not_recorded_yet", "the payment is not recorded yet")
    if hinted.checkout_session_id is None:
        return None
    page = incoming.stripe.read_checkout(hinted.checkout_session_id)
    return hinted if page.payment_intent_id == fact.id else None
