"""For operators: give money back, see to what came back, decide disputes, let money wait."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.errors import RepeatedThing
from api.idempotency import RequiredIdempotentDep
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.refunds import (
    ChargeIn,
    DisputeOut,
    GivenUpIn,
    GoodwillIn,
    HoldIn,
    HoldOut,
    RefundIn,
    RefundOut,
    ReleaseIn,
    SettledIn,
)
from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.hold import release_hold
from market.orders.read_order import get_order
from market.payments.disputes import queries as disputes
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.refunds import queries as refunds
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.give_up_refund import give_up_refund
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from market.payouts.holds.place_hold import place_hold
from models.enums import RefundKind, RefundState

routes = Routes(prefix="/v1", tags=["refunds"])


@routes.post(
    "/orders/{order_id}/refunds",
    policy=(Resource.REFUND, Action.CREATE),
    status_code=201,
    response_model=RefundOut,
)
def refund(
    order_id: IdPath,
    body: RefundIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """Give lines back, whole or in part: each part of their price gives its share, what was paid out is brought back.

    The money leaves as soon as a worker has asked Stripe. Nothing named means nothing to refund.
    """
    wishes = [LineWish(line.order_line_id, line.quantity, line.amount) for line in body.lines]
    named = [wish.order_line_id for wish in wishes] + body.parcel_ids
    if len(set(named)) < len(named):
        raise RepeatedThing()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = request_refund(
            session,
            order_id=get_order(session, expect_id("ord", order_id)).id,
            key=f"asked:{idempotent.key}",
            lines=wishes,
            parcel_ids=body.parcel_ids,
            with_contribution=body.contribution,
            kind=RefundKind.LINES,
            liable=body.liable,
            reason=body.reason,
            requested_by=caller.person_id,
            restock=body.restock,
            now=now,
        )
        return idempotent.answer(session, 201, RefundOut.of(made))


@routes.post(
    "/orders/{order_id}/goodwill",
    policy=(Resource.REFUND, Action.CREATE),
    status_code=201,
    response_model=RefundOut,
)
def goodwill(
    order_id: IdPath,
    body: GoodwillIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """Give a buyer something out of the market's own pocket; no producer's share is touched."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        order = get_order(session, expect_id("ord", order_id))
        made = give_goodwill(
            session,
            order_id=order.id,
            key=f"asked:{idempotent.key}",
            money=Money(body.amount, order.currency),
            reason=body.reason,
            requested_by=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, RefundOut.of(made))


@routes.get("/refunds", policy=(Resource.REFUND, Action.LIST))
def list_refunds(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[RefundState | None, Query(description="Only refunds at this step")] = None,
) -> Page[RefundOut]:
    """Refunds, newest first. Those that `returned` wait for an operator."""
    asked = IdList(settings, f"refunds/{state or ''}", page)
    with database.reading() as session:
        rows = refunds.list_refunds(session, state=state, before=asked.before, limit=asked.limit)
    return asked.answer(rows, RefundOut.of)


@routes.post("/refunds/{refund_id}/retry", policy=(Resource.REFUND, Action.UPDATE))
def retry(refund_id: IdPath, database: DatabaseDep, now: Now) -> RefundOut:
    """A refund came back: ask Stripe once more, under a new key."""
    with database.transaction() as session:
        return RefundOut.of(retry_refund(session, refund_id=expect_id("ref", refund_id), now=now))


@routes.post("/refunds/{refund_id}/settle", policy=(Resource.REFUND, Action.UPDATE))
def settle(refund_id: IdPath, body: SettledIn, database: DatabaseDep, now: Now) -> RefundOut:
    """A refund came back, and the market has paid its buyer by bank instead."""
    with database.transaction() as session:
        wanted = expect_id("ref", refund_id)
        return RefundOut.of(settle_otherwise(session, refund_id=wanted, reference=body.reference, now=now))


@routes.post("/refunds/{refund_id}/give-up", policy=(Resource.REFUND, Action.UPDATE))
def give_up(refund_id: IdPath, body: GivenUpIn, database: DatabaseDep, now: Now) -> RefundOut:
    """A refund came back, and was given again in Stripe's dashboard in other amounts, which the market has borne."""
    with database.transaction() as session:
        wanted = expect_id("ref", refund_id)
        return RefundOut.of(give_up_refund(session, refund_id=wanted, because=body.because, now=now))


@routes.get("/disputes", policy=(Resource.DISPUTE, Action.LIST))
def list_disputes(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[DisputeOut]:
    """Disputes, newest first. Evidence is given in Stripe's dashboard."""
    asked = IdList(settings, "disputes", page)
    with database.reading() as session:
        rows = disputes.list_disputes(session, before=asked.before, limit=asked.limit)
    return asked.answer(rows, DisputeOut.of)


@routes.post("/disputes/{dispute_id}/charge", policy=(Resource.DISPUTE, Action.DECIDE))
def charge(dispute_id: IdPath, body: ChargeIn, caller: CallerDep, database: DatabaseDep, now: Now) -> DisputeOut:
    """Say who bears a lost dispute, once. Until somebody does, the market does."""
    with database.transaction() as session:
        decided = charge_dispute(
            session,
            dispute_id=expect_id("dsp", dispute_id),
            to=body.to,
            reason=body.reason,
            by=caller.person_id,
            now=now,
        )
        return DisputeOut.of(decided)


@routes.get("/holds", policy=(Resource.HOLD, Action.LIST))
def list_holds(
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    include_released: Annotated[bool, Query(description="Also those that stand no more")] = False,
) -> Page[HoldOut]:
    """Why money waits, newest first."""
    asked = IdList(settings, f"holds/{include_released}", page)
    with database.reading() as session:
        rows = earnings.list_holds(session, open_only=not include_released, before=asked.before, limit=asked.limit)
    return asked.answer(rows, HoldOut.of)


@routes.post("/holds", policy=(Resource.HOLD, Action.CREATE), status_code=201)
def hold(body: HoldIn, caller: CallerDep, database: DatabaseDep, now: Now) -> HoldOut:
    """Let what an order earned, or all that an organisation has coming, wait. The same subject is held once."""
    with database.transaction() as session:
        placed = place_hold(
            session,
            order_id=expect_id("ord", body.order_id) if body.order_id else None,
            organisation_id=expect_id("org", body.organisation_id) if body.organisation_id else None,
            note=body.note,
            by=caller.person_id,
            now=now,
        )
        return HoldOut.of(placed)


@routes.post("/holds/{hold_id}/release", policy=(Resource.HOLD, Action.UPDATE))
def release(hold_id: IdPath, body: ReleaseIn, caller: CallerDep, database: DatabaseDep, now: Now) -> HoldOut:
    """Free what it held; the next payout run takes it."""
    with database.transaction() as session:
        wanted = expect_id("hld", hold_id)
        return HoldOut.of(release_hold(session, hold_id=wanted, note=body.note, by=caller.person_id, now=now))
