"""Impact statements: anyone may read the public ones and compute them again; a buyer's own are theirs."""

import base64
from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.deps import Caller, CallerDep, DatabaseDep, IdPath, Now, ReadsDep, SettingsDep, expect_id
from api.idempotency import IdempotentDep
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routes.orders import OrderSecret
from api.routing import Routes
from api.schemas.impact import StatementIn, StatementOut, StatementShortOut
from api.shapes.impact import statement_out
from kit.database import Database, Session
from market.accounts.errors import NoSuchOrganisation
from market.impact import queries
from market.impact.cancel_statement import cancel_statement
from market.impact.errors import NoSuchStatement, NotTheWholeMarket
from market.impact.open_statement import open_statement
from market.impact.request_statement import About, request_statement
from market.orders.errors import NoSuchOrder
from market.orders.reach import Reach
from models.enums import StatementSubject
from models.impact import ImpactStatement

routes = Routes(prefix="/v1/statements", tags=["impact"])

# A statement that waits is ready a moment later; one that is ready may be superseded any day.
_SOON = "public, max-age=5"
_FOR_EVER = "public, max-age=31536000, immutable"
_PRIVATE = "private, no-store"


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
    secret: OrderSecret = None,
) -> Response:
    """Ask for a statement. Read it at `/v1/statements/{id}` until it is `ready`, `failed` or `cancelled`.

    An operator may ask for any, a member for their own organisation's, a buyer for that of their order or orders.
    """
    if body.subject is StatementSubject.MARKET and not caller.is_operator:
        raise NotTheWholeMarket()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        about = About(
            body.subject,
            organisation_id=body.organisation_id,
            order_id=body.order_id,
            person_id=caller.person_id if body.subject is StatementSubject.SHOPPER else None,
        )
        _require_own(session, about, caller, secret)
        statement = request_statement(
            session,
            about,
            period_start=_midnight(body.period_start),
            period_end=_midnight(body.period_end),
            currency=settings.market_currency,
            requested_by=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 202, StatementShortOut.of(queries.find_listed(session, statement)))


@routes.get("", policy=(Resource.STATEMENT, Action.READ))
def list_published(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    subject: Annotated[StatementSubject | None, Query(description="The market's, producers' or networks'")] = None,
    organisation: Annotated[str | None, Query(max_length=100, description="A producer's slug or id")] = None,
) -> Page[StatementShortOut]:
    """Finished public statements, newest first."""
    asked = IdList(settings, f"statements/{subject or ''}/{organisation or ''}", page)
    with database.reading() as session:
        found = queries.list_ready(
            session, subject=subject, producer=organisation, before=asked.before, limit=asked.limit
        )
    return asked.answer(found, StatementShortOut.of)


@routes.get("/own", policy=(Resource.STATEMENT, Action.LIST))
def list_own(
    caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery
) -> Page[StatementShortOut]:
    """Statements of one's own purchases and of each of one's orders, whatever their state, newest first."""
    assert caller.person_id is not None
    asked = IdList(settings, f"statements/of/{caller.person_id}", page)
    with database.reading() as session:
        found = queries.list_own(session, person_id=caller.person_id, before=asked.before, limit=asked.limit)
    return asked.answer([queries.Listed(one, None) for one in found], StatementShortOut.of)


@routes.get("/{statement_id}", policy=(Resource.STATEMENT, Action.READ), response_model=StatementOut)
async def read(
    statement_id: IdPath,
    request: Request,
    reads: ReadsDep,
    database: DatabaseDep,
    caller: CallerDep,
    secret: OrderSecret = None,
) -> Response:
    """A statement and, once it is ready, its document. An order's or a shopper's is only read by whose it is."""
    wanted = expect_id("imp", statement_id)
    found = await reads.json(queries.READ_STATEMENT, wanted)
    if found is not None:
        return reads.response(found, request, cache_control=_SOON)
    listed = await run_in_threadpool(_find_private, database, wanted, Reach(caller.person_id, secret))
    own = statement_out(listed)
    return Response(own.model_dump_json(), media_type="application/json", headers={"Cache-Control": _PRIVATE})


@routes.get("/{statement_id}/document", policy=(Resource.STATEMENT, Action.READ), response_class=Response)
async def read_document(
    statement_id: IdPath,
    request: Request,
    reads: ReadsDep,
    database: DatabaseDep,
    caller: CallerDep,
    secret: OrderSecret = None,
) -> Response:
    """The document byte for byte, as `solifair impact verify` takes it. It never changes."""
    wanted = expect_id("imp", statement_id)
    found = await reads.row(queries.READ_DOCUMENT, wanted)
    if found is not None:
        text, digest = found
        assert isinstance(text, str)
        assert isinstance(digest, bytes)
        response = reads.response(text.encode(), request, cache_control=_FOR_EVER)
    else:
        own = (await run_in_threadpool(_find_private, database, wanted, Reach(caller.person_id, secret))).statement
        if own.document is None or own.sha256 is None:
            raise NoSuchStatement()
        digest = own.sha256
        response = Response(own.document, media_type="application/json", headers={"Cache-Control": _PRIVATE})
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    return response


@routes.post("/{statement_id}/cancel", policy=(Resource.STATEMENT, Action.UPDATE))
def cancel(
    statement_id: IdPath, caller: CallerDep, database: DatabaseDep, secret: OrderSecret = None
) -> StatementShortOut:
    """Call off a statement that is not finished. Whoever asked for it may, whose it is, and an operator."""
    with database.transaction() as session:
        statement = open_statement(session, expect_id("imp", statement_id), Reach(caller.person_id, secret))
        is_theirs = (
            caller.is_operator
            or (caller.person_id is not None and caller.person_id == statement.requested_by)
            or (statement.organisation_id is not None and caller.is_member_of(statement.organisation_id))
            or statement.order_id is not None
        )
        if not is_theirs:
            raise NoSuchStatement()
        return StatementShortOut.of(queries.find_listed(session, cancel_statement(session, statement)))


def _require_own(session: Session, about: About, caller: Caller, secret: str | None) -> None:
    """Raises NoSuchOrganisation or NoSuchOrder for what is not the caller's."""
    is_of_organisation = about.subject in {StatementSubject.PRODUCER, StatementSubject.NETWORK}
    is_member = about.organisation_id is not None and caller.is_member_of(about.organisation_id)
    if is_of_organisation and not caller.is_operator and not is_member:
        raise NoSuchOrganisation()
    if about.order_id is not None:
        order = queries.find_order(session, about.order_id)
        reach = Reach(caller.person_id, secret)
        if order is None or not reach.opens(person_id=order.person_id, secret_hash=order.secret_hash):
            raise NoSuchOrder()


def _find_private(database: Database, statement_id: str, reach: Reach) -> queries.Listed:
    with database.reading() as session:
        statement: ImpactStatement = open_statement(session, statement_id, reach)
        return queries.find_listed(session, statement)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None
