"""Orders for their buyers, parcels for their producers."""

from typing import Annotated

from fastapi import Header, Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import money_out
from api.schemas.orders import OrderOut, OrderShortOut, ParcelOut, ShipIn
from api.shapes.orders import order_out, parcel_out
from kit.settings import Settings
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.orders import queries
from market.orders.move_parcel import move_parcel
from market.orders.reach import Reach
from market.orders.views import list_lines, list_parcels, read_order
from models.enums import ParcelState

routes = Routes(prefix="/v1", tags=["orders"])

OrderSecret = Annotated[str | None, Header(alias="Order-Secret", max_length=128, description="Opens a guest's order")]


def _position(settings: Settings, list_name: str, cursor: str | None) -> str | None:
    position = signer(settings, list_name).read(cursor)
    if position is None:
        return None
    if len(position) != 1 or not isinstance(position[0], str):
        raise BadCursor()
    return position[0]


@routes.get("/orders", policy=(Resource.ORDER, Action.LIST))
def list_own(caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[OrderShortOut]:
    """One's own orders, newest first."""
    assert caller.person_id is not None
    before = _position(settings, f"orders/{caller.person_id}", page.cursor)
    with database.reading() as session:
        rows = queries.list_orders(session, person_id=caller.person_id, before=before, limit=page.limit + 1)
    shown = rows[: page.limit]
    has_more = len(rows) > page.limit
    return Page(
        data=[
            OrderShortOut(
                id=order.id,
                state=order.state,
                placed_at=order.placed_at,
                paid_at=order.paid_at,
                total=money_out(order.total_minor, order.currency),
            )
            for order in shown
        ],
        has_more=has_more,
        next_cursor=signer(settings, f"orders/{caller.person_id}").write([shown[-1].id]) if has_more else None,
    )


@routes.get("/orders/{order_id}", policy=(Resource.ORDER, Action.READ))
def read(
    order_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, secret: OrderSecret = None
) -> OrderOut:
    """One's own order: lines, parcels, and who gets what of the money, with how far each part has come."""
    with database.reading() as session:
        view = read_order(session, order_id=expect_id("ord", order_id), reach=Reach(caller.person_id, secret))
        return order_out(view, settings)


@routes.get("/organisations/{organisation_id}/parcels", policy=(Resource.PARCEL, Action.LIST))
def list_own_parcels(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[ParcelState | None, Query(description="Only parcels at this step")] = None,
) -> Page[ParcelOut]:
    """The parcels of one's own organisation, newest first; nothing of other producers."""
    name = f"parcels/{organisation_id}/{state or ''}"
    before = _position(settings, name, page.cursor)
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=organisation_id):
            raise NoSuchOrganisation()
        rows = list_parcels(session, producer_id=organisation_id, state=state, before=before, limit=page.limit + 1)
        shown, has_more = rows[: page.limit], len(rows) > page.limit
        lines = list_lines(session, [parcel.id for parcel in shown])
    return Page(
        data=[
            parcel_out(
                parcel,
                [line for line in lines if line.parcel_id == parcel.id],
                settings.market_currency,
                settings,
            )
            for parcel in shown
        ],
        has_more=has_more,
        next_cursor=signer(settings, name).write([shown[-1].id]) if has_more else None,
    )


@routes.post("/parcels/{parcel_id}/ship", policy=(Resource.PARCEL, Action.UPDATE), status_code=204)
def ship(parcel_id: IdPath, body: ShipIn, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """The parcel is on its way."""
    _move(parcel_id, caller, database, ParcelState.SHIPPED, body.tracking, now)


@routes.post("/parcels/{parcel_id}/deliver", policy=(Resource.PARCEL, Action.UPDATE), status_code=204)
def deliver(parcel_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """The parcel has arrived."""
    _move(parcel_id, caller, database, ParcelState.DELIVERED, "", now)


def _move(parcel_id: str, caller: CallerDep, database: DatabaseDep, to: ParcelState, tracking: str, now: Now) -> None:
    with database.transaction() as session:
        move_parcel(
            session,
            parcel_id=expect_id("pcl", parcel_id),
            person_id=caller.person_id,
            to=to,
            tracking=tracking,
            now=now,
        )
