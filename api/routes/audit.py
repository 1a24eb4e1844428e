"""The audit log: searched, and proved to be what was written. Nobody writes to it from here."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from api.deps import DatabaseDep, Now, SettingsDep, signer
from api.errors import BadCursor
from api.pages import CursorSigner, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.audit import AuditEventOut, AuditVerdictOut
from api.schemas.base import STORABLE, WRITTEN_OUT
from certification.audit import queries
from certification.audit.chain import NOTHING, Proved
from certification.audit.queries import AuditSearch
from certification.audit.verify_audit import verify_audit

routes = Routes(prefix="/v1/audit-log", tags=["audit"])

_PROOF_SECONDS = 3600
_Id = Annotated[str | None, Query(max_length=64), STORABLE]
ActionQuery = Annotated[
    str, Query(max_length=100, description="`*` at the end for anything after", examples=["certificate.*"]), STORABLE
]
CursorQuery = Annotated[str | None, Query(max_length=300, description="From `next_cursor`")]
StretchQuery = Annotated[int, Query(ge=1, le=20_000, description="How many rows at most")]
DayQuery = Annotated[date | None, Query(description="In UTC", examples=["2026-11-24"]), WRITTEN_OUT]


@routes.get("", policy=(Resource.AUDIT_LOG, Action.LIST))
def search(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    actor: _Id = None,
    about: _Id = None,
    action: ActionQuery = "",
    day: DayQuery = None,
) -> Page[AuditEventOut]:
    """Newest first; by who acted, what it was about, the act, and the day."""
    cursors = signer(settings, f"audit_log/{actor}/{about}/{action}/{day}")
    starts_at = None if day is None else datetime.combine(day, time(), UTC)
    wanted = AuditSearch(
        actor_id=actor or None,
        object_id=about or None,
        action=action,
        starts_at=starts_at,
        # The calendar's last day has no day after it.
        ends_at=None if starts_at is None or day == date.max else starts_at + timedelta(days=1),
    )
    with database.reading() as session:
        rows = queries.search(session, wanted, before=_before(cursors, page.cursor), limit=page.limit + 1)
        shown = rows[: page.limit]
        names = queries.list_names(session, {row.facts.actor_id for row in shown if row.facts.actor_id})
    has_more = len(rows) > page.limit
    cursor = cursors.write([shown[-1].sequence]) if has_more else None
    return Page(data=[AuditEventOut.of(row, names) for row in shown], has_more=has_more, next_cursor=cursor)


@routes.get("/verification", policy=(Resource.AUDIT_LOG, Action.REVIEW))
def verify(
    database: DatabaseDep, settings: SettingsDep, now: Now, cursor: CursorQuery = None, limit: StretchQuery = 20_000
) -> AuditVerdictOut:
    """Compute every hash of the log again, from its first row or from where the cursor's answer ended. `is_whole` is
    said at the end alone, and a proof that was begun must end within the hour: what was read earlier proves nothing."""
    cursors = signer(settings, "audit_verification")
    begun, after = _begun(cursors, cursor, now)
    with database.reading() as session:
        verdict = verify_audit(session, after=after, most=limit)
    proved = verdict.proved
    next_cursor = None if verdict.is_end else cursors.write([begun, proved.rows, proved.sequence, proved.head.hex()])
    return AuditVerdictOut.of(verdict, next_cursor=next_cursor)


def _begun(cursors: CursorSigner, cursor: str | None, now: datetime) -> tuple[int, Proved]:
    """When a proof was begun, in whole seconds, and how far it has come. Raises BadCursor."""
    moment = int(now.timestamp())
    match cursors.read(cursor):
        case None:
            return moment, NOTHING
        case [int() as begun, int() as rows, int() as sequence, str() as head] if moment - begun <= _PROOF_SECONDS:
            return begun, Proved(rows, sequence, bytes.fromhex(head))
    raise BadCursor()


def _before(cursors: CursorSigner, cursor: str | None) -> int | None:
    match cursors.read(cursor):
        case None:
            return None
        case [int() as sequence]:
            return sequence
    raise BadCursor()
