"""SQL of Stripe's events as they are looked through: which of them we have, which wait."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.stripe import EventFact
from models.enums import TaskName

_KNOWN = text(
    """
    select e.account, e.id from stripe_event e
    join unnest(cast(:accounts as text[]), cast(:ids as text[])) as asked (account, id)
         on asked.account = e.account and asked.id = e.id
    """
)
# Sorted, so that two deliveries of the same events at once wait for each other and never for ever.
_STORE = text(
    """
    with incoming as (
        select * from unnest(cast(:accounts as text[]), cast(:ids as text[]), cast(:types as text[]),
                             cast(:versions as text[]), cast(:moments as timestamptz[]), cast(:payloads as text[]),
                             cast(:deliveries as int[]))
            as e (account, id, type, api_version, occurred_at, payload, deliveries)
    ), stored as (
        insert into stripe_event (account, id, type, api_version, occurred_at, payload, received_at, deliveries,
                                  attempts, next_attempt_at)
        select account, id, type, api_version, occurred_at, payload, :now, deliveries, 0, :now
        from incoming order by account, id
        on conflict (account, id) do update set deliveries = stripe_event.deliveries + excluded.deliveries
        returning account || '/' || id as key, handled_at
    ), asked as (
        insert into outbox (task, arguments, dedupe_key, available_at)
        select :task, jsonb_build_object('event_key', key), :task || ':' || key, least(:now, clock_timestamp())
        from stored where handled_at is null order by key
        on conflict (dedupe_key) where sent_at is null do nothing
        returning id
    )
    select count(*) from asked
    """
)
# Accounts that may still be told something, least lately read first.
_ACCOUNTS = text(
    """
    select a.stripe_account_id as id from payout_account a
    left join stripe_cursor c on c.name = :prefix || a.stripe_account_id
    where a.stripe_account_id is not null and (a.closed_at is null or a.closed_at > :closed_after)
      and (c.read_until is null or c.read_until < :read_before)
    order by c.read_until nulls first, a.id limit :limit
    """
)
_LIST = text(
    """
    select account, id, type, occurred_at, received_at, deliveries, attempts, outcome, last_error, handled_at
    from stripe_event
    where (not :waiting or handled_at is null) and (not :failing or (handled_at is null and attempts > 0))
      and (not :handled or handled_at is not null)
      and (cast(:id as text) is null or id = :id)
      and (cast(:type as text) is null or type like :type)
      and (cast(:since as timestamptz) is null or occurred_at >= :since)
      and (cast(:after_at as timestamptz) is null or occurred_at < :after_at
           or (occurred_at = :after_at and (account, id) > (cast(:after_account as text), cast(:after_id as text))))
    order by occurred_at desc, account, id limit :limit
    """
)


class EventFilter(StrEnum):
    """Which events to list by how far they have come; failing ones wait too, and were tried in vain."""

    ALL = "all"
    WAITING = "waiting"
    FAILING = "failing"
    HANDLED = "handled"


@dataclass(frozen=True)
class EventPlace:
    """Where a page begins: after this event."""

    occurred_at: datetime
    account: str
    id: str


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


def store_events(session: Session, events: Sequence[EventFact], *, now: datetime) -> int:
    """Store events, or count another delivery of those we have, and ask for the work of each that is not done; how many
    were asked for. An event may be among them twice."""
    once = {(event.account, event.id): event for event in events}
    times = Counter((event.account, event.id) for event in events)
    asked = session.execute(
        _STORE,
        {
            "accounts": [event.account for event in once.values()],
            "ids": [event.id for event in once.values()],
            "types": [event.type for event in once.values()],
            "versions": [event.api_version for event in once.values()],
            "moments": [event.occurred_at for event in once.values()],
            "payloads": [event.payload for event in once.values()],
            "deliveries": [times[key] for key in once],
            "task": TaskName.HANDLE_STRIPE_EVENT,
            "now": now,
        },
    )
    return int(asked.scalar_one())


def leave_unknown(session: Session, events: Sequence[EventFact]) -> list[EventFact]:
    """Those that are not stored."""
    asked = {"accounts": [event.account for event in events], "ids": [event.id for event in events]}
    known = {(row.account, row.id) for row in session.execute(_KNOWN, asked)}
    return [event for event in events if (event.account, event.id) not in known]


def list_events(
    session: Session,
    *,
    waiting_only: bool = False,
    which: EventFilter = EventFilter.ALL,
    after: EventPlace | None = None,
    id_: str | None = None,
    type_: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[StoredEvent]:
    """Newest first. `type_` may end in `*`, as in `refund.*`."""
    pattern = None if type_ is None else _pattern(type_)
    asked = {
        "waiting": waiting_only or which is EventFilter.WAITING,
        "failing": which is EventFilter.FAILING,
        "handled": which is EventFilter.HANDLED,
        "id": id_,
        "type": pattern,
        "since": since,
        "after_at": after.occurred_at if after else None,
        "after_account": after.account if after else None,
        "after_id": after.id if after else None,
        "limit": limit,
    }
    return [StoredEvent(**row._mapping) for row in session.execute(_LIST, asked)]


def _pattern(type_: str) -> str:
    plain = type_.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return plain.replace("*", "%")


def list_accounts_to_read(
    session: Session, *, prefix: str, read_before: datetime, closed_after: datetime, limit: int
) -> list[str]:
    """Connected accounts whose events have not been listed since, by the cursors that begin so."""
    asked = {"prefix": prefix, "read_before": read_before, "closed_after": closed_after, "limit": limit}
    return [row.id for row in session.execute(_ACCOUNTS, asked)]
