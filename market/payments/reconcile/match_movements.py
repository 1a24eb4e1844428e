"""Give each of Stripe's movements the one entry of the books that it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.database import Database
from market.ledger.post import post_many
from market.payments.reconcile import queries
from market.payments.reconcile.entries import entry_of
from market.payments.reconcile.rules import LONGEST_UNMATCHED, Movement, Way, said
from market.requests.alerts import raise_alert, withdraw_alert
from models.enums import AlertKind

_AT_ONCE = 500


@dataclass(frozen=True)
class Matched:
    """How many movements have an entry now that had none, and how many entries were booked for it."""

    matched: int = 0
    booked: int = 0


def match_movements(database: Database, *, now: datetime) -> Matched:
    """Find or book the entry of each imported movement that has none, some hundreds to a transaction.

    What belongs to an entry that an event, an answer or an operator books is left until that is there; after a day a
    person is told. A movement that nobody has a rule for is told at once.
    """
    last, total = "", Matched()
    while True:
        with database.transaction() as session:
            movements = queries.lock_unmatched(session, after=last, limit=_AT_ONCE)
            done = _match(session, movements, now)
        total = Matched(total.matched + done.matched, total.booked + done.booked)
        if len(movements) < _AT_ONCE:
            return total
        last = movements[-1].id


def _match(session: Session, movements: Sequence[Movement], now: datetime) -> Matched:
    found = queries.find_entries(session, [movement for movement in movements if movement.way.is_awaited])
    entries = {
        movement.id: entry
        for movement in movements
        if (movement.id in found or not movement.way.is_awaited) and (entry := entry_of(movement, now=now))
    }
    posted = dict(zip(entries, post_many(session, list(entries.values()), now=now), strict=True))
    found = {id_: journal.id for id_, journal in posted.items()} | found
    queries.mark_matched(session, found)
    for movement in movements:
        _tell(session, movement, movement.id in found, now)
    return Matched(len(found), sum(journal.is_new for journal in posted.values()))


def _tell(session: Session, movement: Movement, is_matched: bool, now: datetime) -> None:
    key = movement_key(movement.id)
    what = f"Stripe moved {said(movement.net)} as {movement.type} {movement.source or movement.id}"
    is_old = movement.occurred_at <= now - LONGEST_UNMATCHED
    if movement.way is Way.UNKNOWN and is_matched:
        sentence = f"{what}, for which there is no rule: it is in suspense."
    elif is_matched and is_old:
        withdraw_alert(session, key, because="its entry came", now=now)
        return
    elif movement.way.is_awaited and is_old and not is_matched:
        sentence = f"{what}, and no entry belongs to it."
    else:
        return
    raise_alert(session, AlertKind.UNKNOWN_TRANSACTION, key=key, subject_id=movement.id, sentence=sentence, now=now)


def movement_key(movement_id: str) -> str:
    """The key of the alert about a movement."""
    return f"movement:{movement_id}"
