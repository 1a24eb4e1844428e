"""Goods that come back: asked by their buyer, decided by their producer."""

from typing import Annotated

from fastapi import Header, Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.errors import RepeatedThing
from api.idempotency import IdempotentDep
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.refunds import ReturnAnswerIn, ReturnIn, ReturnOut, ReturnReceivedIn
from kit.database import Session
from market.orders.reach import Reach
from market.orders.views import read_order
from market.payments.returns import queries
from market.payments.returns.ask_return import ask_return
from market.payments.returns.decide_return import accept_return, refuse_return, withdraw_return
from market.payments.returns.receive_return import receive_return
from models.enums import ReturnState
from models.orders import ReturnRequest

routes = Routes(prefix="/v1", tags=["returns"])

OrderSecret = Annotated[str | None, Header(alias="Order-Secret", max_length=128, description="Opens a guest's order")]


def _out(session: Session, asked: ReturnRequest) -> ReturnOut:
    return ReturnOut.of(asked, queries.list_returned_lines(session, [asked.id])[asked.id])


@routes.post(
    "/orders/{order_id}/returns",
    policy=(Resource.RETURN, Action.CREATE),
    status_code=201,
    response_model=ReturnOut,
)
def ask(
    order_id: IdPath,
    body: ReturnIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
    secret: OrderSecret = None,
) -> Response:
    """Ask a producer to take goods of one parcel back; they answer where to send them, or why not."""
    quantities = {line.order_line_id: line.quantity for line in body.lines}
    if len(quantities) < len(body.lines):
        raise RepeatedThing()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        asked = ask_return(
            session,
            order_id=expect_id("ord", order_id),
            reach=Reach(caller.person_id, secret),
            parcel_id=expect_id("pcl", body.parcel_id),
            quantities=quantities,
            reason=body.reason,
            now=now,
        )
        return idempotent.answer(session, 201, _out(session, asked))


@routes.get("/orders/{order_id}/returns", policy=(Resource.RETURN, Action.READ))
def list_of_order(
    order_id: IdPath, caller: CallerDep, database: DatabaseDep, secret: OrderSecret = None
) -> Page[ReturnOut]:
    """The returns of one's own order, oldest first; never so many that they need pages."""
    with database.reading() as session:
        view = read_order(session, order_id=expect_id("ord", order_id), reach=Reach(caller.person_id, secret))
        rows = queries.list_returns_of_order(session, view.order.id)
        lines = queries.list_returned_lines(session, [row.id for row in rows])
    return Page(data=[ReturnOut.of(row, lines[row.id]) for row in rows], has_more=False, next_cursor=None)


@routes.post("/returns/{return_id}/withdraw", policy=(Resource.RETURN, Action.UPDATE))
def withdraw(
    return_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now, secret: OrderSecret = None
) -> ReturnOut:
    """The buyer keeps the goods after all."""
    with database.transaction() as session:
        asked = withdraw_return(
            session, return_id=expect_id("rtn", return_id), reach=Reach(caller.person_id, secret), now=now
        )
        return _out(session, asked)


@routes.get("/organisations/{organisation_id}/returns", policy=(Resource.RETURN, Action.LIST))
def list_of_producer(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[ReturnState | None, Query(description="Only returns at this step")] = None,
) -> Page[ReturnOut]:
    """What buyers want to send back to one's own organisation, newest first."""
    own_organisation(caller, organisation_id)
    asked = IdList(settings, f"returns/{organisation_id}/{state or ''}", page)
    with database.reading() as session:
        rows = queries.list_returns_of_producer(
            session, producer_id=organisation_id, state=state, before=asked.before, limit=asked.limit
        )
        lines = queries.list_returned_lines(session, [row.id for row in asked.shown(rows)])
    return asked.answer(rows, lambda row: ReturnOut.of(row, lines[row.id]))


@routes.post("/returns/{return_id}/accept", policy=(Resource.RETURN, Action.DECIDE))
def accept(return_id: IdPath, body: ReturnAnswerIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ReturnOut:
    """One's own organisation takes the goods back; the answer says where they shall be sent."""
    with database.transaction() as session:
        wanted = expect_id("rtn", return_id)
        asked = accept_return(session, return_id=wanted, person_id=caller.person_id, answer=body.answer, now=now)
        return _out(session, asked)


@routes.post("/returns/{return_id}/refuse", policy=(Resource.RETURN, Action.DECIDE))
def refuse(return_id: IdPath, body: ReturnAnswerIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ReturnOut:
    """One's own organisation does not take them; the answer says why."""
    with database.transaction() as session:
        wanted = expect_id("rtn", return_id)
        asked = refuse_return(session, return_id=wanted, person_id=caller.person_id, answer=body.answer, now=now)
        return _out(session, asked)


@routes.post("/returns/{return_id}/receive", policy=(Resource.RETURN, Action.DECIDE))
def receive(return_id: IdPath, body: ReturnReceivedIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ReturnOut:
    """The goods are back: the buyer's money follows. Safe to repeat."""
    with database.transaction() as session:
        wanted = expect_id("rtn", return_id)
        asked = receive_return(session, return_id=wanted, person_id=caller.person_id, restock=body.restock, now=now)
        return _out(session, asked)
