"""Ask for a newer statement where something that came later touches the period of a published one."""

import json
from datetime import datetime

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.facts.follow_queries import find_watermark
from market.impact.reach import reach_of
from market.impact.request_statement import About, request_statement
from market.impact.snapshot_queries import read_snapshot
from models.enums import StatementSubject
from models.impact import ImpactStatement

_AT_ONCE = 100
_CERTIFICATE = "certificate_withdrawn"


def supersede_statements(session: Session, *, now: datetime) -> list[str]:
    """Queue a new statement for each public one of a period that is over, if entries have come to its days since, if
    what was sold in it was given back later, or if a certificate behind its claims was withdrawn; their ids.

    The published one stays as it is. Only entries that facts have come to are seen: the rest is found the next time.
    """
    as_of = find_watermark(session)
    asked: list[str] = []
    after: str | None = None
    while found := queries.list_current(session, over_by=now, after=after, limit=_AT_ONCE):
        after = found[-1].id
        asked += [_ask(session, statement, now) for statement in found if _is_touched(session, statement, as_of, now)]
    return asked


def _is_touched(session: Session, statement: ImpactStatement, as_of: int, now: datetime) -> bool:
    assert statement.as_of_entry is not None
    assert statement.document is not None
    reach = reach_of(session, statement)
    if statement.as_of_entry < as_of and queries.list_entries_since(
        session,
        reach.period,
        after=statement.as_of_entry,
        as_of=as_of,
        organisation_ids=reach.organisation_ids,
        order_refs=reach.order_refs,
        network_id=reach.network_id,
    ):
        return True
    snapshot = read_snapshot(
        session,
        reach.period,
        as_of=as_of,
        organisation_ids=reach.organisation_ids,
        order_refs=reach.order_refs,
        network_id=reach.network_id,
        now=now,
    )
    known = {record.get("certificate") for record in json.loads(statement.document)["claims"]["withdrawn_since"]}
    return {record.words["certificate"] for record in snapshot if record.kind == _CERTIFICATE} != known


def _ask(session: Session, statement: ImpactStatement, now: datetime) -> str:
    about = About(StatementSubject(statement.subject_kind), organisation_id=statement.organisation_id)
    return request_statement(
        session,
        about,
        period_start=statement.period_start,
        period_end=statement.period_end,
        currency=statement.currency,
        requested_by=None,
        now=now,
    ).id
