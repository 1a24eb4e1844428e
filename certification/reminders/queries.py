"""Rows of reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Of several thresholds passed at once only the nearest is told; a renewal that was handed in ends the reminding. The
# last day is the scheme's own.
_REMIND = text(
    """
    insert into expiry_reminder (certificate_id, days, holder_id, valid_to)
    select c.id, nearest.days, c.holder_id, c.valid_to
    from certificate c
    join scheme s on s.id = c.scheme_id
    cross join lateral (
        select min(t.days) as days from unnest(cast(:thresholds as int[])) as t (days)
        where c.valid_to - (cast(:now as timestamptz) at time zone s.timezone)::date <= t.days
    ) nearest
    where c.state in ('verified', 'suspended') and nearest.days is not null
      and c.valid_to >= (cast(:now as timestamptz) at time zone s.timezone)::date
      and not exists (select from expiry_reminder r where r.certificate_id = c.id and r.days <= nearest.days)
      and not exists (select from certificate next
                      where next.supersedes_id = c.id and next.state not in ('draft', 'rejected'))
    order by c.id
    on conflict (certificate_id, days) do nothing
    returning certificate_id, days, holder_id
    """
)
_OPEN = text(
    """
    select r.certificate_id, r.days, r.valid_to, r.created_at, s.code as scheme_code, s.name as scheme_name, c.number,
           r.valid_to - (cast(:now as timestamptz) at time zone s.timezone)::date as days_left
    from expiry_reminder r
    join certificate c on c.id = r.certificate_id and c.state in ('verified', 'suspended')
    join scheme s on s.id = c.scheme_id
    where r.holder_id = :holder_id
      and r.days = (select min(nearer.days) from expiry_reminder nearer where nearer.certificate_id = c.id)
      and not exists (select from certificate next
                      where next.supersedes_id = c.id and next.state not in ('draft', 'rejected'))
    order by r.valid_to, r.certificate_id
    limit 100
    """
)


@dataclass(frozen=True)
class Reminded:
    """A reminder that was just written: `days` is the threshold that was reached."""

    certificate_id: str
    days: int
    holder_id: str


@dataclass(frozen=True)
class Reminder:
    """A certificate's last day comes near. `days_left` is negative once it is over."""

    certificate_id: str
    scheme_code: str
    scheme_name: str
    number: str
    days: int
    days_left: int
    valid_to: date
    created_at: datetime


def insert_due(session: Session, *, thresholds: list[int], now: datetime) -> list[Reminded]:
    """Write what became due, once for each certificate and threshold."""
    asked = {"thresholds": thresholds, "now": now}
    return [Reminded(**row._mapping) for row in session.execute(_REMIND, asked)]


def list_open(session: Session, *, holder_id: str, now: datetime) -> list[Reminder]:
    """The last word about each certificate of this holder that is not yet renewed, the soonest end first."""
    return [Reminder(**row._mapping) for row in session.execute(_OPEN, {"holder_id": holder_id, "now": now})]
