"""Let money wait, with a reason, and free it.

Whoever changes what is held does so alone, and locks items before the books: `queries.lock_holds` comes first.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from market.earnings import queries
from market.earnings.errors import HoldIsReleased, NoSuchHold
from market.earnings.queries import HoldFact
from market.ledger.entry import Entry
from market.ledger.post import post_many
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
    queries.lock_holds(session)
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
    post_many(session, _take_in(session, [hold], now=now), now=now)
    return hold


def take_in_new(session: Session, *, order_id: str, now: datetime) -> list[Entry]:
    """Put what an order has newly earned under the holds that stand over it. The entries of that, to be booked once the
    books owe it."""
    queries.lock_holds(session)
    return _take_in(session, queries.list_open_holds_over(session, order_id), now=now)


def take_in_all(session: Session, *, now: datetime) -> list[Entry]:
    """Put under each open hold what has come back under it since: what a failed payout let go, what was restored. The
    entries of that, to be booked once the books owe it."""
    queries.lock_holds(session)
    return _take_in(session, queries.list_open_holds(session), now=now)


def _take_in(session: Session, holds: Iterable[HoldFact], *, now: datetime) -> list[Entry]:
    entries = []
    for hold in holds:
        if shares := queries.take_in(session, hold):
            key = f"hold:{hold.id}:{queries.count_entries(session, hold.id)}"
            entries.append(shares_held(hold.id, key, hold.order_id, shares, reason=hold.reason, at=now))
    return entries


def release_hold(session: Session, *, hold_id: str, note: str, by: str | None, now: datetime) -> HoldFact:
    """Free what was held. Raises NoSuchHold, HoldIsReleased."""
    queries.lock_holds(session)
    hold = queries.find_hold(session, hold_id)
    if hold is None:
        raise NoSuchHold()
    if hold.released_at is not None:
        raise HoldIsReleased(hold_id)
    shares = queries.let_go(session, hold_id)
    queries.mark_released(session, hold_id, by=by, note=note, now=now)
    entries = [hold_released(hold_id, hold.order_id, shares, reason=note, at=now)] if shares else []
    entries += _take_in(session, _standing(session, hold), now=now)
    post_many(session, entries, now=now)
    return queries.get_hold(session, hold_id)


def release_if_held(session: Session, *, key: str, note: str, now: datetime) -> bool:
    """Free what is held under this key, if anything is; whether it was."""
    queries.lock_holds(session)
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
