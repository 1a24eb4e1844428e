"""SQL of health: what waits, since when, and what is about to end."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_MARKET = text("select country from market_here")
_CLOCK = text("select clock_timestamp()")
_OUTBOX = text("select min(available_at) from outbox where sent_at is null")
_EVENTS = text("select count(*) from stripe_event where handled_at is null and received_at < :before")
_MAILS = text("select count(*) from mail where state = 'waiting' and next_try_at < :before")
_FAILING = text("select count(*) from task_failure where settled_at is null")
_ENDING = text(
    """
    select count(*) from certificate c
    where c.state = 'verified' and c.valid_to >= :today and c.valid_to < :until
      and not exists (
          select from certificate n
          where n.supersedes_id = c.id and n.state in ('submitted', 'in_review', 'needs_info', 'verified'))
    """
)
_FEES = text(
    "select exists (select from fee_schedule where code = 'standard' and valid_from <= :today "
    "and (valid_to is null or valid_to >= :today))"
)


@dataclass(frozen=True)
class Waiting:
    """Moments and counts of what waits."""

    oldest_request_at: datetime | None
    late_events: int
    failing_tasks: int


def read_clock(session: Session) -> datetime:
    """The database's."""
    found: datetime = session.execute(_CLOCK).scalar_one()
    return found


def read_waiting(session: Session, *, events_before: datetime) -> Waiting:
    return Waiting(
        session.execute(_OUTBOX).scalar_one(),
        session.execute(_EVENTS, {"before": events_before}).scalar_one(),
        session.execute(_FAILING).scalar_one(),
    )


def count_late_mails(session: Session, *, before: datetime) -> int:
    found: int = session.execute(_MAILS, {"before": before}).scalar_one()
    return found


def count_ending(session: Session, *, today: date, until: date) -> int:
    """Certificates that hold and end before a day, without one that renews them on its way."""
    found: int = session.execute(_ENDING, {"today": today, "until": until}).scalar_one()
    return found


def has_fees(session: Session, *, today: date) -> bool:
    return bool(session.execute(_FEES, {"today": today}).scalar_one())


def find_market_country(session: Session) -> str | None:
    """Where the market itself is."""
    found: str | None = session.execute(_MARKET).scalar_one_or_none()
    return found
