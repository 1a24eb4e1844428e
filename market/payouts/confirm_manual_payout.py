"""An operator has sent a payout through a bank: where Stripe cannot reach, a person does."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.post import post
from market.ledger.rules.payouts import transfer_sent
from market.payouts import queries
from market.payouts.errors import NoSuchPayout, PayoutConfirmedOtherwise, PayoutNotInTransit, PayoutNotManual
from market.payouts.queries import PayoutFact
from market.payouts.send_payout import tell_that_paid
from models.enums import PayoutRail, PayoutState


def confirm_manual_payout(session: Session, *, payout_id: str, bank_reference: str, now: datetime) -> PayoutFact:
    """Book that a bank transfer left, under the bank's own reference; the payout afterwards. Safe to repeat.

    Raises NoSuchPayout, PayoutNotManual, PayoutConfirmedOtherwise for another reference, PayoutNotInTransit.
    """
    payout = queries.lock_payout(session, payout_id)
    if payout is None:
        raise NoSuchPayout()
    if payout.rail is not PayoutRail.MANUAL_BANK:
        raise PayoutNotManual(payout.rail)
    if payout.state is PayoutState.PAID:
        if payout.bank_reference != bank_reference:
            raise PayoutConfirmedOtherwise(payout.bank_reference or "")
        return payout
    if payout.state is not PayoutState.IN_TRANSIT:
        raise PayoutNotInTransit(payout.state)
    post(session, transfer_sent(payout.facts, at=now), now=now)
    queries.mark_paid(session, payout.id, transfer_id=None, bank_reference=bank_reference, now=now)
    tell_that_paid(session, payout, now=now)
    return queries.get_payout(session, payout_id)
