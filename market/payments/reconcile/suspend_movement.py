"""An operator has looked at a movement whose entry never came: it goes to suspense."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.post import post
from market.payments.reconcile import queries
from market.payments.reconcile.entries import suspended
from market.payments.reconcile.errors import MovementHasEntry, NoSuchMovement
from market.payments.reconcile.match_movements import movement_key
from market.requests.alerts import withdraw_alert


def suspend_movement(session: Session, movement_id: str, *, reason: str, now: datetime) -> str:
    """Book it, so that the books say what Stripe has; whose money it is remains to be found out. The entry's id.

    Raises NoSuchMovement, MovementHasEntry.
    """
    found = queries.lock_movement(session, movement_id)
    if found is None:
        raise NoSuchMovement()
    movement, journal_id = found
    if journal_id is not None:
        raise MovementHasEntry(journal_id)
    posted = post(session, suspended(movement, reason=reason, now=now), now=now)
    queries.mark_matched(session, {movement.id: posted.id})
    withdraw_alert(session, movement_key(movement.id), because=f"in suspense: {reason}", now=now)
    return posted.id
