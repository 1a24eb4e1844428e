"""Stop a payout that nobody has sent: what it claimed is payable again."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.faultpoints import faultpoint
from market.ledger.post import post
from market.ledger.rules.payouts import payout_released
from market.payments.operations import queries as operations
from market.payouts import queries
from market.payouts.errors import NoSuchPayout, PayoutMayHaveLeft, PayoutNotInTransit
from market.payouts.queries import PayoutFact
from market.payouts.send_payout import request_statement
from models.enums import PayoutRail, PayoutState, StripeOperationState


def cancel_payout(session: Session, *, payout_id: str, reason: str, now: datetime) -> PayoutFact:
    """Cancel it, if it is certain that nothing has left; the payout afterwards. Safe to repeat.

    Whoever is about to send it holds the same lock: it is sent or cancelled, never both. Raises NoSuchPayout,
    PayoutNotInTransit, PayoutMayHaveLeft once Stripe has been asked.
    """
    found = queries.find_payout(session, payout_id)
    if found is None:
        raise NoSuchPayout()
    # The operation before its payout, as whoever sends it does.
    is_asked = found.rail is PayoutRail.STRIPE_CONNECT
    operation = operations.lock_operation_by_key(session, f"tr:{payout_id}") if is_asked else None
    payout = queries.lock_payout(session, payout_id)
    assert payout is not None
    if payout.state is PayoutState.CANCELLED:
        return payout
    if payout.state is not PayoutState.IN_TRANSIT:
        raise PayoutNotInTransit(payout.state)
    if operation is not None:
        if operation.state is not StripeOperationState.PENDING or operation.attempts:
            raise PayoutMayHaveLeft(operation.state)
        operations.mark_failed(session, operation.id, code="cancelled", message=reason[:500], now=now)
    post(session, payout_released(payout.facts, at=now), now=now)
    queries.mark_ended(session, payout.id, PayoutState.CANCELLED, failure=reason, now=now)
    request_statement(session, payout, now=now)
    faultpoint("payout.cancelled")
    return queries.get_payout(session, payout_id)
