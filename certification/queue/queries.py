"""Rows of the queue. Each view says which certificates are in it, by when, and in which order."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from certification.pages.facts import Party
from certification.queue.facts import Place, QueueFilter, QueueView, Waiting
from certification.states import WAITING
from models.enums import CertificateState

_HEAD = """
    select c.id, s.code, s.name as scheme_name, c.number, c.state, c.valid_from, c.valid_to, c.submitted_at,
           h.id as holder_id, h.slug, h.name, h.country, view.due_on, view.at,
           (select count(*) from evidence e where e.certificate_id = c.id) as documents,
           -- The newest; an aggregate that could stop early would walk the table in the order of its ids.
           (select (array_agg(next.id order by next.id desc))[1] from certificate next
            where next.supersedes_id = c.id and next.state not in ('draft', 'rejected')) as renewal_id
    from certificate c
    join scheme s on s.id = c.scheme_id
    join organisation h on h.id = c.holder_id
"""
_TAIL = """
    where c.scheme_id = any(cast(:scheme_ids as text[]))
      and (cast(:scheme as text) is null or s.code = :scheme)
      and (cast(:country as text) is null or h.country = :country)
      and (cast(:after_at as timestamptz) is null or (view.at, c.id) > (:after_at, :after_id))
    order by view.at, c.id
    limit :limit
"""
_AWAITED = """
    cross join lateral (
        select cast(null as date) as due_on, c.submitted_at as at
        where c.state = any(cast(:waiting as text[]))
    ) view
"""
# A gap opens when the earlier one has ended, whatever day the renewal was handed in.
_RENEWING = """
    join lateral (
        select earlier.valid_to as due_on, (earlier.valid_to + 1)::timestamp at time zone s.timezone as at
        from certificate earlier
        where earlier.id = c.supersedes_id and c.state = any(cast(:waiting as text[]))
    ) view on true
"""
_RUNNING_OUT = """
    join lateral (
        select c.valid_to as due_on, (c.valid_to + 1)::timestamp at time zone s.timezone as at
        where c.state in ('verified', 'suspended')
    ) view on view.at > :now and view.at <= :until
"""
# What is to end stands until then.
_STANDING = """
    join lateral (
        select c.valid_to as due_on, (c.valid_to + 1)::timestamp at time zone s.timezone as at
        where c.state in ('verified', 'suspended') or c.state in ('withdrawn', 'superseded') and c.claim_until > :now
    ) view on true
"""
# The federation's own last word counts: what another one promised to look at is not its work. What is overdue stays.
_TO_RECHECK = """
    join lateral (
        select v.recheck_due_on as due_on, (v.recheck_due_on + 1)::timestamp at time zone s.timezone as at
        from verification v
        where v.certificate_id = c.id and v.federation_id = :federation_id and v.decision = 'verify'
          and c.state in ('verified', 'suspended') and c.valid_to >= (:now at time zone s.timezone)::date
        order by v.checked_at desc, v.id desc limit 1
    ) view on view.at <= :until
"""
_VIEWS: Mapping[QueueView, TextClause] = {
    QueueView.WAITING: text(f"{_HEAD} {_AWAITED} {_TAIL}"),
    QueueView.RENEWALS: text(f"{_HEAD} {_RENEWING} {_TAIL}"),
    QueueView.ENDING: text(f"{_HEAD} {_RUNNING_OUT} {_TAIL}"),
    QueueView.RECHECK: text(f"{_HEAD} {_TO_RECHECK} {_TAIL}"),
    QueueView.STANDING: text(f"{_HEAD} {_STANDING} {_TAIL}"),
}


def list_lines(
    session: Session,
    wanted: QueueFilter,
    *,
    federation_id: str,
    scheme_ids: list[str],
    after: Place | None,
    limit: int,
    now: datetime,
) -> list[Waiting]:
    """Certificates of these schemes in this view: the longest waiting, or what is due soonest, first."""
    values: dict[str, object] = {
        "waiting": list(WAITING),
        "federation_id": federation_id,
        "now": now,
        "until": now + timedelta(days=wanted.within_days),
        "scheme_ids": scheme_ids,
        "scheme": wanted.scheme,
        "country": wanted.country,
        "after_at": after.at if after else None,
        "after_id": after.certificate_id if after else None,
        "limit": limit,
    }
    statement = _VIEWS[wanted.view]
    rows = session.execute(statement, {name: values[name] for name in statement.compile().params})
    return [
        Waiting(
            id=row.id,
            scheme_code=row.code,
            scheme_name=row.scheme_name,
            number=row.number,
            holder=Party(row.holder_id, row.slug, row.name, row.country),
            state=CertificateState(row.state),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            submitted_at=row.submitted_at,
            documents=row.documents,
            due_on=row.due_on,
            renewal_id=row.renewal_id,
            place=Place(row.at, row.id),
        )
        for row in rows
    ]
