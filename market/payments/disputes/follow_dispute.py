"""What Stripe says of a dispute: the money it moved, who waits, and how it ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import DisputeFact, FraudWarningFact
from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.hold import hold_order, release_if_held
from market.ledger.post import post
from market.ledger.rules.refunds import DisputeFacts, dispute_lost, dispute_reinstated, dispute_withdrawn
from market.orders import queries as orders
from market.payments import queries as payments
from market.payments.disputes import queries
from market.payments.disputes.rules import is_open, is_stale, may_be_charged, movements_of
from market.requests.alerts import raise_alert, withdraw_alert
from models.enums import AlertKind, HoldReason, LiableParty
from models.payments import Dispute


def follow_dispute(session: Session, fact: DisputeFact, *, now: datetime) -> str:
    """Apply what Stripe says about a dispute; what came of it, in words. Safe to repeat, in any order.

    While it is open, what the order has earned is held. A lost one is the market's loss; only one about the goods can
    then be charged to their producers, and waits for an operator to say so.
    """
    payment = payments.find_payment_by_charge(session, fact.charge_id)
    if payment is None:
        return "not a payment of ours"
    orders.lock_order(session, payment.order_id)
    earnings.lock_holds(session)
    dispute = queries.lock_dispute_at_stripe(session, fact.id) or Dispute(
        payment_id=payment.id,
        order_id=payment.order_id,
        stripe_dispute_id=fact.id,
        amount_minor=fact.money.minor,
        currency=fact.money.currency,
        reason=fact.reason,
        status="",
        created_at=now,
    )
    was = dispute.status
    if is_stale(was, fact.status):
        return "nothing new"
    dispute.status, dispute.reason, dispute.due_at = fact.status, fact.reason, fact.due_at
    dispute.is_charge_refundable = fact.is_charge_refundable
    session.add(dispute)
    session.flush()
    _book(session, dispute, fact, was == "lost", now)
    if is_open(fact.status):
        _wait(session, dispute, now)
        return f"dispute {fact.status}"
    if was == fact.status:
        return "nothing new"
    _end(session, dispute, fact, now)
    return f"dispute {fact.status}"


def _book(session: Session, dispute: Dispute, fact: DisputeFact, had_been_lost: bool, now: datetime) -> None:
    moved = movements_of((entry.money.minor, entry.fee.minor) for entry in fact.movements)
    currency = _settlement_currency(fact)
    if moved.withdrawn_minor and not dispute.withdrawn_minor:
        facts = _facts(dispute, moved.withdrawn_minor, moved.withdrawal_fee_minor, currency)
        post(session, dispute_withdrawn(facts, at=now), now=now)
        dispute.withdrawn_minor, dispute.fee_minor = moved.withdrawn_minor, moved.withdrawal_fee_minor
    if moved.reinstated_minor and not dispute.reinstated_minor:
        facts = _facts(dispute, moved.reinstated_minor, moved.reinstatement_fee_minor, currency)
        post(session, dispute_reinstated(facts, at=now, had_been_lost=had_been_lost), now=now)
        dispute.reinstated_minor = moved.reinstated_minor
        dispute.fee_minor += moved.reinstatement_fee_minor
    session.add(dispute)
    session.flush()


def _wait(session: Session, dispute: Dispute, now: datetime) -> None:
    hold_order(
        session,
        order_id=dispute.order_id,
        reason=HoldReason.DISPUTE,
        key=hold_key(dispute),
        note=f"{dispute.reason} ({dispute.stripe_dispute_id})",
        by=None,
        now=now,
    )
    raise_alert(
        session,
        AlertKind.DISPUTE_OPENED,
        key=f"dispute:{dispute.id}",
        subject_id=dispute.id,
        sentence=f"The payment of order {dispute.order_id} is disputed ({dispute.reason}): answer Stripe"
        + (f" by {dispute.due_at:%Y-%m-%d}." if dispute.due_at else "."),
        now=now,
    )


def _end(session: Session, dispute: Dispute, fact: DisputeFact, now: datetime) -> None:
    dispute.closed_at = now
    session.add(dispute)
    lost_minor = dispute.withdrawn_minor - dispute.reinstated_minor
    if dispute.status == "lost" and lost_minor:
        post(session, dispute_lost(_facts(dispute, lost_minor, 0, _settlement_currency(fact)), at=now), now=now)
    session.flush()
    if may_be_charged(dispute.status, dispute.reason):
        raise_alert(
            session,
            AlertKind.DISPUTE_OPENED,
            key=f"dispute:{dispute.id}",
            subject_id=dispute.id,
            sentence=f"The dispute about order {dispute.order_id} is lost ({dispute.reason}): say who bears it.",
            now=now,
        )
        return
    release_if_held(session, key=hold_key(dispute), note=f"the dispute is {dispute.status}", now=now)
    if dispute.charged_to == LiableParty.PRODUCER:
        raise_alert(
            session,
            AlertKind.DISPUTE_OPENED,
            key=f"dispute:{dispute.id}",
            subject_id=dispute.id,
            sentence=f"The dispute about order {dispute.order_id} was charged to its producers and is now "
            f"{dispute.status}: give them back what they bore.",
            now=now,
        )
        return
    dispute.charged_to = LiableParty.PLATFORM if dispute.status == "lost" else None
    withdraw_alert(session, f"dispute:{dispute.id}", because=f"the dispute is {dispute.status}", now=now)


def note_fraud_warning(session: Session, fact: FraudWarningFact, *, now: datetime) -> str:
    """A card's issuer suspects fraud: nothing of the order is paid out until a person has looked."""
    payment = payments.find_payment_by_charge(session, fact.charge_id)
    if payment is None:
        return "not a payment of ours"
    key = f"fraud_warning:{fact.id}"
    if earnings.was_held(session, key):
        return "nothing new"
    hold_order(
        session,
        order_id=payment.order_id,
        reason=HoldReason.FRAUD_WARNING,
        key=key,
        note=fact.kind,
        by=None,
        now=now,
    )
    raise_alert(
        session,
        AlertKind.FRAUD_WARNING,
        key=key,
        subject_id=payment.order_id,
        sentence=f"A card's issuer suspects fraud in order {payment.order_id} ({fact.kind}): refund it, or release "
        "the hold.",
        now=now,
    )
    return "held for a fraud warning"


def hold_key(dispute: Dispute) -> str:
    """The key of the hold that a dispute places."""
    return f"dispute:{dispute.stripe_dispute_id}"


def _settlement_currency(fact: DisputeFact) -> str:
    return (fact.movements[0].money if fact.movements else fact.money).currency


def _facts(dispute: Dispute, minor: int, fee_minor: int, currency: str) -> DisputeFacts:
    return DisputeFacts(dispute.id, dispute.order_id, Money(minor, currency), Money(fee_minor, currency))
