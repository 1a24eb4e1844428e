"""A bank sent a payout back: it is owed again, and the next run pays it anew."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.post import post
from market.ledger.rules.payouts import payout_returned
from market.payouts import queries
from market.payouts.errors import NoSuchPayout, PayoutNotManual, PayoutNotPaid
from market.payouts.queries import PayoutFact
from market.payouts.send_payout import request_statement
from models.enums import PayoutRail, PayoutState


def return_payout(session: Session, *, payout_id: str, reason: str, now: datetime) -> PayoutFact:
    """Book that a bank transfer came back, for the bank's reason; the payout afterwards. Safe to repeat.

    Raises NoSuchPayout, PayoutNotManual (Stripe tells of its own), PayoutNotPaid.
    """
    payout = queries.lock_payout(session, payout_id)
    if payout is None:
        raise NoSuchPayout()
    if payout.rail is not PayoutRail.MANUAL_BANK:
        raise PayoutNotManual(payout.rail)
    if payout.state is PayoutState.RETURNED:
        return payout
    if payout.state is not PayoutState.PAID:
        raise PayoutNotPaid(payout.state)
    post(session, payout_returned(payout.facts, at=now), now=now)
    queries.mark_ended(session, payout.id, PayoutState.RETURNED, failure=reason, now=now)
    request_statement(session, payout, now=now)
    return queries.get_payout(session, payout_id)
