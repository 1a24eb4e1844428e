"""SQL of payouts to organisations by what they say of themselves, while they agree that it is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Consent counts today: what was taken back is in no later answer, whatever period it is about.
_PAID = text(
    """
    select l.term_code as code, t.labels, o.id as organisation_id, o.country, paid.minor::bigint as minor,
           case when shown.by_gender then o.members_total end as members,
           case when shown.by_gender then o.members_women end as women
    from (
        select f.organisation_id,
               sum(coalesce((f.amounts ->> 'goods')::bigint, 0) + coalesce((f.amounts ->> 'premium')::bigint, 0))
                   as minor
        from impact_fact f
        where f.kind = 'transfer' and f.currency = :currency and f.booked_on >= :start and f.booked_on < :end
        group by f.organisation_id
    ) paid
    join organisation o on o.id = paid.organisation_id and o.archived_at is null
    join solidarity_link l on l.organisation_id = o.id and l.kind = 'anti_oppression' and l.consented_on <= :today
    join term t on t.code = l.term_code
    cross join lateral (select is_gender_shown(o, :now) as by_gender) shown
    where paid.minor > 0
    order by l.term_code, o.id
    """
)


@dataclass(frozen=True)
class Paid:
    """What one organisation was paid in the period, under one thing that it says of itself. It stays in the house.

    `members`, and how many are `women`, where somebody who may say so agrees to have that said.
    """

    code: str
    labels: Mapping[str, str]
    organisation_id: str
    country: str
    minor: int
    members: int | None
    women: int | None


def list_paid(session: Session, *, start: date, end: date, currency: str, now: datetime) -> list[Paid]:
    """By code."""
    today = now.astimezone(UTC).date()
    asked = {"start": start, "end": end, "currency": currency, "now": now, "today": today}
    return [Paid(**row._mapping) for row in session.execute(_PAID, asked)]
