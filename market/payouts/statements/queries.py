"""SQL of producers' statements."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.clock import IsoWeek
from kit.ids import new_id
from market.payouts.queries import list_payouts_of_runs, list_runs_of_period
from market.payouts.statements.rules import Json, LineFact, OrganisationFact, PartFact, StatedPayout
from models.enums import PartKind, PayableSource

_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:organisation_id || :period, 0))")
_ORGANISATION = text("select id, slug, name, country from organisation where id = :id")
# Whoever ends a payout changes its row and books in one transaction: held, the rows and the books say the same.
_HOLD_PAYOUTS = text(
    """
    select id from payout where run_id = any(cast(:run_ids as text[])) and beneficiary_id = :organisation_id
    order by id for share
    """
)
_LINES = text(
    """
    select c.payout_id, c.amount_minor, i.source, i.order_id, i.order_line_id, i.amount_minor as earned_minor,
           i.earned_at, coalesce(l.name, '') as name, coalesce(l.variant_label, '') as variant_label,
           coalesce(l.quantity, 0) as quantity, coalesce(l.amount_minor, 0) as gross_minor,
           (select coalesce(jsonb_agg(jsonb_build_array(b.kind, b.amount_minor, b.rule_note) order by b.kind, b.id),
                            '[]')
            from breakdown_part b where b.order_line_id = l.id) as parts
    from payout_item c
    join payable_item i on i.id = c.payable_item_id
    left join order_line l on l.id = i.order_line_id
    where c.payout_id = any(cast(:payout_ids as text[]))
    order by i.order_id, i.order_line_id, i.id
    """
)
_OF_IT = "kind in ('payout_claimed', 'transfer_sent', 'payout_released', 'payout_returned')"
_BOOKED = text(
    f"""
    select j.subject_id as payout_id,
           (select array_agg(e.id order by e.sequence) from journal e where e.subject_id = j.subject_id and e.{_OF_IT})
               as entries,
           coalesce(sum(g.amount_minor) filter (where j.kind = 'payout_claimed' and g.amount_minor > 0), 0)::bigint
               as gross_minor,
           coalesce(-sum(g.amount_minor) filter (where j.kind = 'payout_claimed' and right(a.code, 11) = :in_transit),
                    0)::bigint as claimed_minor,
           coalesce(sum(g.amount_minor) filter (where j.kind = 'transfer_sent' and right(a.code, 11) = :in_transit),
                    0)::bigint as sent_minor,
           coalesce(sum(g.amount_minor) filter (where j.kind = 'payout_released' and right(a.code, 11) = :in_transit),
                    0)::bigint as released_minor,
           coalesce(-sum(g.amount_minor) filter (where j.kind = 'payout_returned' and g.amount_minor < 0), 0)::bigint
               as returned_minor
    from journal j
    join posting g on g.journal_id = j.id
    join ledger_account a on a.id = g.account_id
    where j.subject_id = any(cast(:payout_ids as text[]))
      and j.{_OF_IT}
    group by j.subject_id
    """
)
_COLUMNS = "id, organisation_id, period, version, document, sha256, as_of, supersedes_id"
_NEWEST = text(
    f"""
    select {_COLUMNS} from producer_statement where organisation_id = :organisation_id and period = :period
    order by version desc limit 1
    """
)
_INSERT = text(
    """
    insert into producer_statement (id, organisation_id, period, version, document, sha256, as_of, supersedes_id)
    values (:id, :organisation_id, :period, :version, cast(:document as jsonb), :sha256, :as_of, :supersedes_id)
    """
)
_PAGE = text(
    f"""
    select {_COLUMNS} from producer_statement
    where organisation_id = :organisation_id and (cast(:before as text) is null or id < :before)
    order by id desc limit :limit
    """
)
# Of money that arrived, and of payouts that ended without it or whose money came back.
_UNTOLD = text(
    """
    with ended as (
        select p.beneficiary_id, p.run_id, p.paid_at as at from payout p where p.state = 'paid' and p.paid_at > :since
        union all
        select p.beneficiary_id, p.run_id, j.effective_at
        from payout p join journal j on j.subject_id = p.id
        where p.state in ('failed', 'cancelled', 'returned') and j.effective_at > :since
          and j.kind in ('payout_released', 'payout_returned')
    )
    select distinct e.beneficiary_id, r.period
    from ended e join payout_run r on r.id = e.run_id
    where e.at <= :before and not exists (
        select from producer_statement s
        where s.organisation_id = e.beneficiary_id and s.period = r.period and s.as_of >= e.at)
    order by 1, 2 limit 200
    """
)
_GET = text(f"select {_COLUMNS} from producer_statement where organisation_id = :organisation_id and id = :id")


@dataclass(frozen=True)
class StatementFact:
    """One version of a statement, as it was given."""

    id: str
    organisation_id: str
    period: str
    version: int
    document: dict[str, Json]
    sha256: bytes
    as_of: datetime
    supersedes_id: str | None


def lock_statement(session: Session, organisation_id: str, period: IsoWeek) -> None:
    """One builder at a time for a producer's week."""
    session.execute(_LOCK, {"organisation_id": organisation_id, "period": str(period)})


def find_organisation(session: Session, organisation_id: str) -> OrganisationFact | None:
    row = session.execute(_ORGANISATION, {"id": organisation_id}).one_or_none()
    return OrganisationFact(row.id, row.slug, row.name, row.country) if row else None


def list_stated_payouts(session: Session, organisation_id: str, period: IsoWeek) -> list[StatedPayout]:
    """The payouts of a producer's week with their lines and what the books say of them, kept so until the commit."""
    run_ids = [run.id for run in list_runs_of_period(session, period)]
    session.execute(_HOLD_PAYOUTS, {"run_ids": run_ids, "organisation_id": organisation_id})
    payouts = list_payouts_of_runs(session, run_ids, beneficiary_id=organisation_id)
    ids = [payout.id for payout in payouts]
    lines = _lines_by_payout(session, ids)
    booked = {row.payout_id: row for row in session.execute(_BOOKED, {"payout_ids": ids, "in_transit": ":in_transit"})}
    return [
        StatedPayout(
            payout=payout,
            lines=tuple(lines.get(payout.id, ())),
            gross_minor=booked[payout.id].gross_minor,
            claimed_minor=booked[payout.id].claimed_minor,
            sent_minor=booked[payout.id].sent_minor,
            released_minor=booked[payout.id].released_minor,
            returned_minor=booked[payout.id].returned_minor,
            entries=tuple(booked[payout.id].entries),
        )
        for payout in sorted(payouts, key=lambda payout: payout.id)
    ]


def _lines_by_payout(session: Session, payout_ids: Sequence[str]) -> dict[str, list[LineFact]]:
    lines: dict[str, list[LineFact]] = {}
    for row in session.execute(_LINES, {"payout_ids": list(payout_ids)}):
        line = LineFact(
            order_id=row.order_id,
            order_line_id=row.order_line_id,
            name=row.name,
            variant_label=row.variant_label,
            quantity=row.quantity,
            gross_minor=row.gross_minor,
            minor=row.amount_minor,
            earned_minor=row.earned_minor,
            source=PayableSource(row.source),
            earned_at=row.earned_at,
            parts=tuple(PartFact(PartKind(kind), minor, rule) for kind, minor, rule in row.parts),
        )
        lines.setdefault(row.payout_id, []).append(line)
    return lines


def _statement(row: Row[tuple[object, ...]]) -> StatementFact:
    return StatementFact(**row._mapping)


def find_newest(session: Session, organisation_id: str, period: IsoWeek) -> StatementFact | None:
    row = session.execute(_NEWEST, {"organisation_id": organisation_id, "period": str(period)}).one_or_none()
    return _statement(row) if row else None


def insert_statement(
    session: Session,
    *,
    organisation_id: str,
    period: IsoWeek,
    document: dict[str, Json],
    sha256: bytes,
    as_of: datetime,
    after: StatementFact | None,
) -> StatementFact:
    """Write the next version; the one before stays, superseded."""
    made = StatementFact(
        id=new_id("pst"),
        organisation_id=organisation_id,
        period=str(period),
        version=after.version + 1 if after else 1,
        document=document,
        sha256=sha256,
        as_of=as_of,
        supersedes_id=after.id if after else None,
    )
    session.execute(_INSERT, {**made.__dict__, "document": json.dumps(document)})
    return made


def list_untold(session: Session, *, since: datetime, before: datetime) -> list[tuple[str, str]]:
    """Organisations and weeks with money that arrived in that time and that no statement tells of."""
    rows = session.execute(_UNTOLD, {"since": since, "before": before})
    return [(row.beneficiary_id, row.period) for row in rows]


def list_statements(session: Session, organisation_id: str, *, before: str | None, limit: int) -> list[StatementFact]:
    """An organisation's statements, newest first, older than `before`."""
    rows = session.execute(_PAGE, {"organisation_id": organisation_id, "before": before, "limit": limit})
    return [_statement(row) for row in rows]


def find_statement(session: Session, organisation_id: str, statement_id: str) -> StatementFact | None:
    row = session.execute(_GET, {"organisation_id": organisation_id, "id": statement_id}).one_or_none()
    return _statement(row) if row else None
