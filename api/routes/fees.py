"""What is cut from prices: for everybody as it was, is and will be; for operators, changing it in daylight; for a
producer, what a change would have meant."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Query, Request

from api.attempts import describe_attempt
from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import CursorSigner, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.fees import FeeChangeIn, FeeChangeOut, FeePreviewOut, OwnFeePreviewOut, PricePolicyOut
from market.pricing.changes import queries
from market.pricing.changes.announce_fees import announce_fees
from market.pricing.changes.errors import NoSuchFeeChange
from market.pricing.changes.preview_fees import preview_fees
from market.pricing.changes.preview_own_fees import preview_own_fees
from market.pricing.changes.preview_queries import After
from market.pricing.changes.propose_fees import propose_fees
from market.pricing.changes.withdraw_fees import withdraw_fees

routes = Routes(prefix="/v1", tags=["fees"])

MonthQuery = Annotated[
    str | None, Query(max_length=7, description="Default: the last that is over", examples=["2026-10"])
]


@routes.get("/price-policy", policy=(Resource.PRICE_POLICY, Action.READ))
def read_policy(database: DatabaseDep, settings: SettingsDep, now: Now) -> PricePolicyOut:
    """For everybody: every fee schedule and every rate of VAT that was, is in force, or is announced with its day."""
    with database.reading() as session:
        return PricePolicyOut.of(
            queries.list_schedules(session),
            queries.list_fee_taxes(session),
            queries.list_goods_taxes(session),
            today=_today(now),
            notice_days=settings.fee_notice_days,
        )


@routes.get("/fee-changes", policy=(Resource.FEE_CHANGE, Action.LIST))
def list_changes(database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now) -> Page[FeeChangeOut]:
    """Every change that was ever proposed, newest first."""
    asked = IdList(settings, "fee_changes", page)
    with database.reading() as session:
        rows = queries.list_changes(session, before=asked.before, limit=asked.limit)
        return asked.answer(rows, lambda change: FeeChangeOut.of(change, today=_today(now)))


@routes.post("/fee-changes", policy=(Resource.FEE_CHANGE, Action.CREATE), status_code=201)
def propose(
    body: FeeChangeIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> FeeChangeOut:
    """Propose new shares. Nothing changes by it: look at what they would have changed, then announce them."""
    assert caller.person_id is not None
    with database.transaction() as session:
        change = propose_fees(
            session,
            body.shares(),
            valid_from=body.valid_from,
            reason=body.reason,
            person_id=caller.person_id,
            notice_days=settings.fee_notice_days,
            now=now,
        )
        return FeeChangeOut.of(change, today=_today(now))


@routes.get("/fee-changes/{change_id}", policy=(Resource.FEE_CHANGE, Action.READ))
def read(change_id: IdPath, database: DatabaseDep, now: Now) -> FeeChangeOut:
    """One change."""
    with database.reading() as session:
        change = queries.find_change(session, expect_id("fch", change_id))
        if change is None:
            raise NoSuchFeeChange()
        return FeeChangeOut.of(change, today=_today(now))


@routes.get("/fee-changes/{change_id}/preview", policy=(Resource.FEE_CHANGE, Action.REVIEW))
def preview(
    change_id: IdPath,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    now: Now,
    month: MonthQuery = None,
) -> FeePreviewOut:
    """Try the shares on a month's real orders: for each producer what was, what would have been, and the difference."""
    wanted = expect_id("fch", change_id)
    cursors = signer(settings, f"fee_preview/{wanted}/{month}")
    with database.reading() as session:
        found = preview_fees(
            session, wanted, month=month, after=_after(cursors, page.cursor), limit=page.limit + 1, now=now
        )
    next_cursor = None
    if len(found.producers) > page.limit:
        last = found.producers[page.limit - 1]
        next_cursor = cursors.write([last.tried.change, last.producer_id, last.tried.currency])
    return FeePreviewOut.of(found, limit=page.limit, next_cursor=next_cursor)


@routes.post("/fee-changes/{change_id}/announce", policy=(Resource.FEE_CHANGE, Action.DECIDE))
def announce(
    request: Request, change_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> FeeChangeOut:
    """Announce it: everybody can read it, and from its day on it holds. Orders placed before keep their shares."""
    assert caller.person_id is not None
    describe_attempt(request, decision="announce")
    with database.transaction() as session:
        change = announce_fees(
            session,
            expect_id("fch", change_id),
            person_id=caller.person_id,
            notice_days=settings.fee_notice_days,
            now=now,
        )
        return FeeChangeOut.of(change, today=_today(now))


@routes.post("/fee-changes/{change_id}/withdraw", policy=(Resource.FEE_CHANGE, Action.DECIDE))
def withdraw(request: Request, change_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> FeeChangeOut:
    """Take it back before its day: the shares in force go on."""
    assert caller.person_id is not None
    describe_attempt(request, decision="withdraw")
    with database.transaction() as session:
        change = withdraw_fees(session, expect_id("fch", change_id), person_id=caller.person_id, now=now)
        return FeeChangeOut.of(change, today=_today(now))


@routes.get("/organisations/{organisation_id}/fee-preview", policy=(Resource.MONEY, Action.READ))
def preview_own(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now, month: MonthQuery = None
) -> OwnFeePreviewOut:
    """The fees that are announced, on one's own real orders of a month: what was, and what would have been."""
    own = own_organisation(caller, organisation_id)
    with database.reading() as session:
        return OwnFeePreviewOut.of(preview_own_fees(session, own, month=month, now=now), today=_today(now))


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _after(cursors: CursorSigner, cursor: str | None) -> After | None:
    match cursors.read(cursor):
        case None:
            return None
        case [int() as change, str() as producer_id, str() as currency]:
            return After(change, producer_id, currency)
    raise BadCursor()
