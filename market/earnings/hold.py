"""Let money wait, with a reason, and free it."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.earnings import queries
from market.earnings.errors import HoldIsReleased, NoSuchHold
from market.earnings.queries import HoldFact
from market.ledger.post import post
from market.ledger.rules.payouts import hold_released, shares_held
from models.enums import HoldReason


def hold_order(
    session: Session, *, order_id: str, reason: HoldReason, key: str, note: str, by: str | None, now: datetime
) -> HoldFact:
    """Let everything wait that an order has earned and no payout has claimed. The same key holds once."""
    return _place(session, key=key, reason=reason, order_id=order_id, organisation_id=None, note=note, by=by, now=now)


def hold_organisation(
    session: Session, *, organisation_id: str, reason: HoldReason, note: str, by: str | None, now: datetime
) -> HoldFact:
    """Let everything wait that an organisation has coming, now and until the hold is released."""
    key = f"{reason}:{organisation_id}"
    return _place(
        session, key=key, reason=reason, order_id=None, organisation_id=organisation_id, note=note, by=by, now=now
    )


def _place(
    session: Session,
    *,
    key: str,
    reason: HoldReason,
    order_id: str | None,
    organisation_id: str | None,
    note: str,
    by: str | None,
    now: datetime,
) -> HoldFact:
    queries.lock_items(session)
    hold = queries.insert_hold(
        session,
        key=key,
        reason=reason,
        order_id=order_id,
        organisation_id=organisation_id,
        note=note,
        placed_by=by,
        now=now,
    )
    _take_in(session, hold, now=now)
    return hold


def take_in_new(session: Session, *, order_id: str, now: datetime) -> None:
    """Put what an order has newly earned under the holds that stand over it."""
    queries.lock_items(session)
    for hold in queries.list_open_holds_over(session, order_id):
        _take_in(session, hold, now=now)


def take_in_all(session: Session, *, now: datetime) -> None:
    """Put under each open hold what has come back under it since: what a failed payout let go, what was restored."""
    for hold in queries.list_open_holds(session):
        _take_in(session, hold, now=now)


def _take_in(session: Session, hold: HoldFact, *, now: datetime) -> None:
    # One at a time for each hold, so that its entries count up.
    queries.lock_hold(session, hold.id)
    shares = queries.take_in(session, hold)
    if shares:
        key = f"hold:{hold.id}:{queries.count_entries(session, hold.id)}"
        post(session, shares_held(hold.id, key, hold.order_id, shares, reason=hold.reason, at=now), now=now)


def release_hold(session: Session, *, hold_id: str, note: str, by: str | None, now: datetime) -> HoldFact:
    """Free what was held. Raises NoSuchHold, HoldIsReleased."""
    queries.lock_items(session)
    hold = queries.lock_hold(session, hold_id)
    if hold is None:
        raise NoSuchHold()
    if hold.released_at is not None:
        raise HoldIsReleased(hold_id)
    shares = queries.let_go(session, hold_id)
    queries.mark_released(session, hold_id, by=by, note=note, now=now)
    if shares:
        post(session, hold_released(hold_id, hold.order_id, shares, reason=note, at=now), now=now)
    for other in _standing(session, hold):
        _take_in(session, other, now=now)
    released = queries.lock_hold(session, hold_id)
    assert released is not None
    return released


def release_if_held(session: Session, *, key: str, note: str, now: datetime) -> bool:
    """Free what is held under this key, if anything is; whether it was."""
    hold = queries.find_open_hold(session, key)
    if hold is None:
        return False
    release_hold(session, hold_id=hold.id, note=note, by=None, now=now)
    return True


def _standing(session: Session, hold: HoldFact) -> list[HoldFact]:
    """Other holds that what has just been freed falls under."""
    if hold.order_id is not None:
        return queries.list_open_holds_over(session, hold.order_id)
    assert hold.organisation_id is not None
    return queries.list_open_holds_on(session, hold.organisation_id)
