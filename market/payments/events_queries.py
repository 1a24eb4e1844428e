"""SQL of Stripe's events as they are looked through: which of them we have, which wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.stripe import EventFact

_KNOWN = text(
    """
    select e.account, e.id from stripe_event e
    join unnest(cast(:accounts as text[]), cast(:ids as text[])) as asked (account, id)
         on asked.account = e.account and asked.id = e.id
    """
)
_LIST = text(
    """
    select account, id, type, occurred_at, received_at, deliveries, attempts, outcome, last_error, handled_at
    from stripe_event
    where (not :waiting or handled_at is null)
      and (cast(:id as text) is null or id = :id)
      and (cast(:type as text) is null or type like :type)
      and (cast(:since as timestamptz) is null or occurred_at >= :since)
    order by occurred_at desc, account, id limit :limit
    """
)


@dataclass(frozen=True)
class StoredEvent:
    """An event without its body. `key` is what tasks know it by."""

    account: str
    id: str
    type: str
    occurred_at: datetime
    received_at: datetime
    deliveries: int
    attempts: int
    outcome: str | None
    last_error: str | None
    handled_at: datetime | None

    @property
    def key(self) -> str:
        return f"{self.account}/{self.id}"


def leave_unknown(session: Session, events: Sequence[EventFact]) -> list[EventFact]:
    """Those that are not stored."""
    asked = {"accounts": [event.account for event in events], "ids": [event.id for event in events]}
    known = {(row.account, row.id) for row in session.execute(_KNOWN, asked)}
    return [event for event in events if (event.account, event.id) not in known]


def list_events(
    session: Session,
    *,
    waiting_only: bool = False,
    id_: str | None = None,
    type_: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[StoredEvent]:
    """Newest first. `type_` may end in `*`, as in `refund.*`."""
    pattern = None if type_ is None else _pattern(type_)
    asked = {"waiting": waiting_only, "id": id_, "type": pattern, "since": since, "limit": limit}
    return [StoredEvent(**row._mapping) for row in session.execute(_LIST, asked)]


def _pattern(type_: str) -> str:
    plain = type_.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return plain.replace("*", "%")
