"""SQL of what organisations owe back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.money import Money
from models.enums import PayoutPurpose

Place = tuple[str, str]
"""Where a list of receivables goes on: an account's code and currency."""

_LIST = text(
    """
    select a.code, a.currency, a.balance_minor, o.id as organisation_id, o.slug, o.name, w.purpose
    from ledger_account a join organisation o on o.id = a.owner_id
    join unnest(cast(:purposes as text[])) as w (purpose) on a.code = side_account(w.purpose, o.id, 'receivable')
    where a.balance_minor > 0
      and (cast(:after_code as text) is null or (a.code, a.currency) > (:after_code, cast(:after_currency as text)))
    order by a.code, a.currency limit :limit
    """
)
# Nobody has looked yet at what of it can be brought back; or Stripe may refuse it: one that was sent once is not undone
# by a refusal any more.
_UNDER_WAY = text(
    """
    select f.id from refund f
    join refund_part r on r.refund_id = f.id and r.receivable_minor > 0
    join breakdown_part b on b.id = r.breakdown_part_id and b.beneficiary_id = :organisation_id
    where f.state <> 'cancelled' and f.currency = :currency
      and case b.kind when 'premium' then 'premium' when 'federation_dues' then 'dues' else 'goods' end = :purpose
      and (f.recovered_at is null
           or f.state = 'pending' and f.stripe_refund_id is null and not exists (
               select from journal j where j.order_id = f.order_id and j.subject_id = f.id and j.kind = 'refund_sent'))
    order by f.id limit 1
    """
)
_WRITTEN_OFF = text("select id, effective_at, note from journal where id = :id")


@dataclass(frozen=True)
class Receivable:
    """What one organisation owes back for one purpose."""

    code: str
    organisation_id: str
    slug: str
    name: str
    purpose: PayoutPurpose
    owed_back: Money


@dataclass(frozen=True)
class WriteOffFact:
    """An entry that gave something up: when, and why."""

    id: str
    at: datetime
    reason: str


def list_receivables(session: Session, *, after: Place | None = None, limit: int) -> list[Receivable]:
    """Whatever is owed back, by account."""
    code, currency = after or (None, None)
    purposes = [str(purpose) for purpose in PayoutPurpose]
    asked = {"purposes": purposes, "after_code": code, "after_currency": currency, "limit": limit}
    return [
        Receivable(
            row.code,
            row.organisation_id,
            row.slug,
            row.name,
            PayoutPurpose(row.purpose),
            Money(row.balance_minor, row.currency),
        )
        for row in session.execute(_LIST, asked)
    ]


def find_refund_under_way(
    session: Session, *, organisation_id: str, purpose: PayoutPurpose, currency: str
) -> str | None:
    """A refund that made the organisation owe this back, and that may still bring it back or be refused."""
    asked = {"organisation_id": organisation_id, "purpose": purpose, "currency": currency}
    return session.execute(_UNDER_WAY, asked).scalar_one_or_none()


def get_write_off(session: Session, journal_id: str) -> WriteOffFact:
    row = session.execute(_WRITTEN_OFF, {"id": journal_id}).one()
    return WriteOffFact(row.id, row.effective_at, row.note)
