"""What history needs beside the events."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.history.rules import Voucher

_BOUNDS = text(
    """
    select start_of_day(c.valid_from, s.timezone) as valid_at,
           start_of_day(c.valid_to + 1 + s.grace_days, s.timezone) as expires_at
    from certificate c join scheme s on s.id = c.scheme_id
    where c.id = :id
    """
)
_VOUCHERS = text(
    """
    select v.checked_at, start_of_day(v.recheck_due_on + 1 + s.grace_days, s.timezone) as recheck_until,
           m.withdrawn_at
    from verification v
    join mandate m on m.id = v.mandate_id
    join certificate c on c.id = v.certificate_id
    join scheme s on s.id = c.scheme_id
    where v.certificate_id = :id and v.decision = 'verify'
    """
)
_SUSPENDED_UNTIL = text("select suspended_until(:id, :since, :known_at)")


@dataclass(frozen=True)
class Bounds:
    """The certificate's own dates as moments; half-open."""

    valid_at: datetime
    expires_at: datetime


def find_bounds(session: Session, certificate_id: str) -> Bounds | None:
    row = session.execute(_BOUNDS, {"id": certificate_id}).one_or_none()
    return Bounds(row.valid_at, row.expires_at) if row else None


def list_vouchers(session: Session, certificate_id: str) -> list[Voucher]:
    """Every verification of a certificate."""
    return [
        Voucher(row.checked_at, row.recheck_until, row.withdrawn_at)
        for row in session.execute(_VOUCHERS, {"id": certificate_id})
    ]


def find_suspended_until(
    session: Session, certificate_id: str, *, since: datetime, known_at: datetime
) -> datetime | None:
    """When a suspension that began at `since` has lasted as long as the scheme lets it, as far as was known then."""
    found: datetime | None = session.execute(
        _SUSPENDED_UNTIL, {"id": certificate_id, "since": since, "known_at": known_at}
    ).scalar_one()
    return found
