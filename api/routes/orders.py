"""Orders for their buyers, parcels for their producers."""

from datetime import timedelta
from typing import Annotated

from fastapi import Header, Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, StripeDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.addresses import OwnAddressesOut, OwnAddressOut
from api.schemas.orders import OrderOut, OrderShortOut, OwnNoticeOut, ParcelOut, ShipIn
from api.schemas.refunds import CancelIn, CancelledOut, RefundOut
from api.schemas.traces import TraceOut
from api.shapes.orders import order_out, order_short_out, own_notice_out, parcel_out
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.orders import queries
from market.orders.address_queries import list_own_addresses
from market.orders.move_parcel import move_parcel
from market.orders.notice_queries import list_notices_to
from market.orders.reach import Reach
from market.orders.views import ParcelView, list_lines, list_parcels, read_order
from market.payments.cancellations.cancel_order import cancel_order
from market.payments.cancellations.cancel_parcel import cancel_parcel
from market.payments.refunds.queries import get_given_by_market, list_refunds_of_order
from market.payouts.story.tell_order import tell_order
from models.enums import ParcelState

routes = Routes(prefix="/v1", tags=["orders"])

_MOST_ADDRESSES = 5

OrderSecret = Annotated[str | None, Header(alias="Order-Secret", max_length=128, description="Opens a guest's order")]


@routes.get("/orders", policy=(Resource.ORDER, Action.LIST))
def list_own(caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[OrderShortOut]:
    """One's own orders, newest first."""
    assert caller.person_id is not None
    asked = IdList(settings, f"orders/{caller.person_id}", page)
    with database.reading() as session:
        rows = queries.list_orders(session, person_id=caller.person_id, before=asked.before, limit=asked.limit)
    return asked.answer(rows, order_short_out)


@routes.get("/notices", policy=(Resource.ORDER, Action.LIST))
def list_told(caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[OwnNoticeOut]:
    """Certificates that were withdrawn after one had bought under them, newest first; each order says the same."""
    assert caller.person_id is not None
    asked = IdList(settings, f"notices/{caller.person_id}", page)
    with database.reading() as session:
        rows = list_notices_to(session, person_id=caller.person_id, before=asked.before, limit=asked.limit)
    return asked.answer(rows, own_notice_out)


@routes.get("/me/addresses", policy=(Resource.ORDER, Action.LIST))
def list_addresses(caller: CallerDep, database: DatabaseDep) -> OwnAddressesOut:
    """Where one's own last orders went, five different addresses at most, so that none has to be typed again."""
    person_id = caller.require_person()
    with database.reading() as session:
        found = list_own_addresses(session, person_id=person_id, limit=_MOST_ADDRESSES)
    return OwnAddressesOut(data=[OwnAddressOut.model_validate(one) for one in found])


@routes.get("/orders/{order_id}", policy=(Resource.ORDER, Action.READ))
def read(
    order_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, secret: OrderSecret = None
) -> OrderOut:
    """One's own order: lines, parcels, and who gets what of the money, with how far each part has come."""
    with database.reading() as session:
        view = read_order(session, order_id=expect_id("ord", order_id), reach=Reach(caller.person_id, secret))
        refunds = list_refunds_of_order(session, view.order.id)
        return order_out(view, refunds, settings, given_by_market=get_given_by_market(session, view.order.id))


@routes.get("/orders/{order_id}/trace", policy=(Resource.ORDER, Action.REVIEW))
def trace(order_id: IdPath, database: DatabaseDep) -> TraceOut:
    """An order's whole story for operators: what happened in sentences, where each share is, every entry."""
    with database.reading() as session:
        return TraceOut.of(tell_order(session, expect_id("ord", order_id)))


@routes.post("/orders/{order_id}/cancel", policy=(Resource.ORDER, Action.UPDATE))
def cancel(
    order_id: IdPath,
    body: CancelIn,
    caller: CallerDep,
    database: DatabaseDep,
    stripe: StripeDep,
    now: Now,
    secret: OrderSecret = None,
) -> CancelledOut:
    """Call off what has not been sent. An unpaid order is let go; of a paid one, each parcel that waits to be packed is
    cancelled and its money goes back. Safe to repeat.
    """
    cancelled = cancel_order(
        database,
        stripe,
        order_id=expect_id("ord", order_id),
        reach=Reach(caller.person_id, secret),
        reason=body.reason,
        now=now,
    )
    return CancelledOut(
        parcel_ids=list(cancelled.parcel_ids),
        refund=RefundOut.of(cancelled.refund) if cancelled.refund else None,
    )


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
    asked = IdList(settings, f"parcels/{organisation_id}/{state or ''}", page)
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=organisation_id):
            raise NoSuchOrganisation()
        rows = list_parcels(session, producer_id=organisation_id, state=state, before=asked.before, limit=asked.limit)
        lines = list_lines(session, [parcel.id for parcel in asked.shown(rows)])

    def show(parcel: ParcelView) -> ParcelOut:
        own = [line for line in lines if line.parcel_id == parcel.id]
        return parcel_out(parcel, own, settings.market_currency, settings)

    return asked.answer(rows, show)


@routes.post("/parcels/{parcel_id}/ship", policy=(Resource.PARCEL, Action.UPDATE), status_code=204)
def ship(
    parcel_id: IdPath, body: ShipIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> None:
    """The parcel is on its way."""
    _move(parcel_id, caller, database, settings, ParcelState.SHIPPED, body.tracking, now)


@routes.post("/parcels/{parcel_id}/deliver", policy=(Resource.PARCEL, Action.UPDATE), status_code=204)
def deliver(parcel_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now) -> None:
    """The parcel has arrived: what it earned may leave once the time to complain is over."""
    _move(parcel_id, caller, database, settings, ParcelState.DELIVERED, "", now)


@routes.post("/parcels/{parcel_id}/cancel", policy=(Resource.PARCEL, Action.UPDATE))
def cancel_own_parcel(
    parcel_id: IdPath, body: CancelIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> CancelledOut:
    """What was ordered cannot be sent: the buyer gets everything back. Safe to repeat."""
    wanted = expect_id("pcl", parcel_id)
    with database.transaction() as session:
        refund = cancel_parcel(session, parcel_id=wanted, person_id=caller.person_id, reason=body.reason, now=now)
        return CancelledOut(parcel_ids=[wanted], refund=RefundOut.of(refund) if refund else None)


def _move(
    parcel_id: str,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    to: ParcelState,
    tracking: str,
    now: Now,
) -> None:
    with database.transaction() as session:
        move_parcel(
            session,
            parcel_id=expect_id("pcl", parcel_id),
            person_id=caller.person_id,
            to=to,
            tracking=tracking,
            maturity=timedelta(days=settings.payout_maturity_days),
            now=now,
        )
