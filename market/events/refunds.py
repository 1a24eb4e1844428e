"""Events about money going back, or being taken back. They may overtake the news that it came."""

from kit.database import Session
from market.events.incoming import Incoming
from market.events.payments import settling
from market.payments.disputes.follow_dispute import follow_dispute, note_fraud_warning
from market.payments.refunds.follow_refund import follow_refund


def refund_changed(incoming: Incoming) -> str:
    fact = incoming.stripe.read_refund(incoming.subject_id)
    settle = settling(incoming, fact.payment_intent_id)

    def effect(session: Session) -> str:
        settle(session)
        return follow_refund(session, fact, now=incoming.now)

    return incoming.apply(effect)


def charge_refunded(incoming: Incoming) -> str:
    """Every refund of the charge, since the event does not say which is new."""
    payment_intent_id = incoming.link("payment_intent")
    if payment_intent_id is None:
        return incoming.finish("not a payment of ours")
    facts = incoming.stripe.list_refunds(payment_intent_id=payment_intent_id)
    settle = settling(incoming, payment_intent_id)

    def effect(session: Session) -> str:
        settle(session)
        outcomes = [follow_refund(session, fact, now=incoming.now) for fact in reversed(facts)]
        return next((outcome for outcome in outcomes if outcome != "nothing new"), "nothing new")

    return incoming.apply(effect)


def dispute_changed(incoming: Incoming) -> str:
    fact = incoming.stripe.read_dispute(incoming.subject_id)
    settle = settling(incoming, fact.payment_intent_id)

    def effect(session: Session) -> str:
        settle(session)
        return follow_dispute(session, fact, now=incoming.now)

    return incoming.apply(effect)


def fraud_warned(incoming: Incoming) -> str:
    fact = incoming.stripe.read_fraud_warning(incoming.subject_id)
    settle = settling(incoming, incoming.link("payment_intent"))

    def effect(session: Session) -> str:
        settle(session)
        return note_fraud_warning(session, fact, now=incoming.now)

    return incoming.apply(effect)
