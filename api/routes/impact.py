"""Impact statements: anyone may read them and compute them again."""

import base64
from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, ReadsDep, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.idempotency import IdempotentDep
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.impact import StatementIn, StatementOut, StatementShortOut
from market.accounts.errors import NoSuchOrganisation
from market.impact import queries
from market.impact.errors import NoSuchStatement, NotTheWholeMarket
from market.impact.request_statement import request_statement
from models.enums import StatementSubject

routes = Routes(prefix="/v1/statements", tags=["impact"])

# A statement that waits is ready a moment later; one that is ready may be superseded any day.
_SOON = "public, max-age=5"
_FOR_EVER = "public, max-age=31536000, immutable"


@routes.post(
    "",
    policy=(Resource.STATEMENT, Action.CREATE),
    status_code=202,
    response_model=StatementShortOut,
)
def request(
    body: StatementIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Ask for a statement about a period that is over. Read it at `/v1/statements/{id}` until it is `ready`.

    An operator may ask for any, a producer's member for their own organisation's.
    """
    if body.subject is StatementSubject.MARKET and not caller.is_operator:
        raise NotTheWholeMarket()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        organisation_id = body.organisation_id
        if not caller.is_operator and not (organisation_id and caller.is_member_of(organisation_id)):
            raise NoSuchOrganisation()
        statement = request_statement(
            session,
            subject=body.subject,
            organisation_id=organisation_id,
            period_start=_midnight(body.period_start),
            period_end=_midnight(body.period_end),
            currency=settings.market_currency,
            requested_by=caller.person_id,
            now=now,
        )
        subject = queries.find_producer(session, statement.organisation_id) if statement.organisation_id else None
        return idempotent.answer(session, 202, StatementShortOut.of(queries.Listed(statement, subject)))


@routes.get("", policy=(Resource.STATEMENT, Action.READ))
def list_published(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    subject: Annotated[StatementSubject | None, Query(description="The market's, or producers'")] = None,
    organisation: Annotated[str | None, Query(max_length=100, description="A producer's slug or id")] = None,
) -> Page[StatementShortOut]:
    """Finished statements, newest first."""
    cursors = signer(settings, f"statements/{subject or ''}/{organisation or ''}")
    with database.reading() as session:
        found = queries.list_ready(
            session,
            subject=subject,
            producer=organisation,
            before=_position(cursors.read(page.cursor)),
            limit=page.limit + 1,
        )
    shown, has_more = found[: page.limit], len(found) > page.limit
    return Page(
        data=[StatementShortOut.of(listed) for listed in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].statement.id]) if has_more else None,
    )


@routes.get("/{statement_id}", policy=(Resource.STATEMENT, Action.READ), response_model=StatementOut)
async def read(statement_id: IdPath, request: Request, reads: ReadsDep) -> Response:
    """A statement and, once it is ready, its document."""
    found = await reads.json(queries.READ_STATEMENT, expect_id("imp", statement_id))
    if found is None:
        raise NoSuchStatement()
    return reads.response(found, request, cache_control=_SOON)


@routes.get("/{statement_id}/document", policy=(Resource.STATEMENT, Action.READ), response_class=Response)
async def read_document(statement_id: IdPath, request: Request, reads: ReadsDep) -> Response:
    """The document byte for byte, as `solifair impact verify` takes it. It never changes."""
    found = await reads.row(queries.READ_DOCUMENT, expect_id("imp", statement_id))
    if found is None:
        raise NoSuchStatement()
    text, digest = found
    assert isinstance(text, str)
    assert isinstance(digest, bytes)
    response = reads.response(text.encode(), request, cache_control=_FOR_EVER)
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    return response


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _position(position: list[str | int | None] | None) -> str | None:
    if position is None:
        return None
    if len(position) != 1 or not isinstance(position[0], str):
        raise BadCursor()
    return position[0]
