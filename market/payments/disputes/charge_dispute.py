"""Say who bears a dispute that was lost: the market, or the producers against whom it was proven."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.hold import release_if_held
from market.earnings.rules import funds_of, take_back
from market.ledger.post import post
from market.ledger.rules.refunds import DisputeFacts, dispute_charged
from market.orders import queries as orders
from market.payments import queries as payments
from market.payments.disputes import queries
from market.payments.disputes.follow_dispute import hold_key
from market.payments.disputes.rules import may_be_charged
from market.payments.errors import NoSuchDispute, WrongDisputeStep
from market.payments.refunds import queries as refunds
from market.payments.refunds.booking import ask_to_recover
from market.payments.refunds.plan import plan_all
from market.payments.refunds.rules import refundable
from market.requests.alerts import withdraw_alert
from models.enums import LiableParty, RefundKind, RefundState
from models.payments import Dispute


def charge_dispute(
    session: Session, *, dispute_id: str, to: LiableParty, reason: str, by: str | None, now: datetime
) -> Dispute:
    """Decide it, once. Charged to the producers, each part of the price gives back what it got; what was paid out
    already is owed back, and netted from later payouts, never more of one than the market's rule allows.

    Raises NoSuchDispute; WrongDisputeStep unless it is lost and about the goods, and for another decision than before.
    """
    found = queries.find_dispute(session, dispute_id)
    if found is None:
        raise NoSuchDispute()
    orders.lock_order(session, found.order_id)
    earnings.lock_holds(session)
    dispute = queries.lock_dispute(session, dispute_id)
    if dispute.charged_to is not None:
        if dispute.charged_to != to:
            raise WrongDisputeStep(f"charged to the {dispute.charged_to}")
        return dispute
    if not may_be_charged(dispute.status, dispute.reason):
        raise WrongDisputeStep(f"{dispute.status}, {dispute.reason}")
    # All items first, then the books.
    earnings.lock_open_items(session, dispute.order_id)
    release_if_held(session, key=hold_key(dispute), note=f"lost, borne by the {to}", now=now)
    if to is LiableParty.PRODUCER:
        _charge(session, dispute, reason, by, now)
    dispute.charged_to = to
    session.add(dispute)
    session.flush()
    withdraw_alert(session, f"dispute:{dispute.id}", because=f"borne by the {to}: {reason}", now=now)
    return dispute


def _charge(session: Session, dispute: Dispute, reason: str, by: str | None, now: datetime) -> None:
    # Banks take the whole of a payment of which a part went back before: nobody bears that part twice.
    left = refundable([part.state for part in refunds.list_parts(session, dispute.order_id)])
    money = Money(min(dispute.amount_minor, left), dispute.currency)
    if not money.minor:
        return
    plan = plan_all(session, order_id=dispute.order_id, money=money)
    made = refunds.insert_refund(
        session,
        business_key=f"dispute:{dispute.id}",
        payment=payments.lock_payment(session, dispute.payment_id),
        kind=RefundKind.DISPUTE,
        money=money,
        liable=LiableParty.PRODUCER,
        reason=reason,
        requested_by=by,
        now=now,
        state=RefundState.SUCCEEDED,
    )
    items = earnings.lock_open_items(session, dispute.order_id)
    in_funds = earnings.lock_funds(session, funds_of(plan.given), dispute.currency)
    taken = take_back(plan.given, items, liable=LiableParty.PRODUCER, in_funds=in_funds)
    earnings.insert_reductions(session, taken.reductions, refund_id=made.id)
    refunds.insert_refund_parts(session, made.id, taken.sources)
    facts = DisputeFacts(dispute.id, dispute.order_id, money, Money(0, money.currency))
    post(session, dispute_charged(facts, made.id, taken.legs, at=now), now=now)
    dispute.refund_id = made.id
    if any(source.receivable_minor for source in taken.sources):
        ask_to_recover(session, made.id, now=now)
