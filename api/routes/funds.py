"""Funds and their open books, and the prices that they stand behind."""

from datetime import date
from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.pages import Page
from api.policy import Action, Resource
from api.routes.products import lock_own
from api.routing import Routes
from api.schemas.funds import BookOut, FundOut, TiersIn, TiersOut
from api.shapes.funds import book_out, fund_out, tiers_out
from kit.database import Session
from kit.settings import Settings
from market.catalog.errors import NoSuchProduct
from market.fund.money import book_queries
from market.fund.money.errors import NoSuchFund
from market.pricing.tiers.queries import find_pot, list_offered
from market.pricing.tiers.rules import TierFacts
from market.pricing.tiers.set_tiers import set_tiers

routes = Routes(prefix="/v1", tags=["funds"])

_LINES = 200
_READ = (Resource.FUND, Action.READ)


@routes.get("/funds", policy=_READ)
def list_all(database: DatabaseDep) -> Page[FundOut]:
    """Every fund: what it is for, what it may do, what it has. They are few: one page holds them all."""
    with database.reading() as session:
        funds = [fund_out(fund) for fund in book_queries.list_funds(session)]
        return Page(data=funds, has_more=False, next_cursor=None)


@routes.get("/funds/{fund_id}", policy=_READ)
def read(fund_id: IdPath, database: DatabaseDep) -> FundOut:
    """One fund."""
    with database.reading() as session:
        return fund_out(_find(session, fund_id))


@routes.get("/funds/{fund_id}/book", policy=_READ)
def read_book(
    fund_id: IdPath,
    database: DatabaseDep,
    until: Annotated[date | None, Query(description="Lines of days before this one")] = None,
) -> BookOut:
    """A fund's open books: what came in, every use, what running it cost. No buyer is named."""
    with database.reading() as session:
        fund = _find(session, fund_id)
        lines = book_queries.list_book(session, fund, until=until, limit=_LINES + 1)
        return book_out(fund, book_queries.list_totals(session, fund), lines, most=_LINES)


def _find(session: Session, fund_id: str) -> book_queries.FundView:
    found = book_queries.find_fund_view(session, expect_id("fnd", fund_id))
    if found is None:
        raise NoSuchFund()
    return found


@routes.get("/products/{product_id}/tiers", policy=(Resource.CATALOG, Action.READ))
def read_tiers(product_id: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now) -> TiersOut:
    """What a product on sale costs at the solidarity, the fair and the supporters' price, now."""
    with database.reading() as session:
        offered = list_offered(session, product_id, currency=settings.market_currency, now=now)
        if not offered:
            raise NoSuchProduct()
        return tiers_out(offered[0].tiers, offered, find_pot(session, settings.market_currency))


@routes.put("/products/{product_id}/tiers", policy=(Resource.PRODUCT, Action.UPDATE))
def put_tiers(
    product_id: IdPath, body: TiersIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> TiersOut:
    """Say how far below and above its fair price your product may be had; you get the fair price whichever is taken."""
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        facts = TierFacts(product.id, body.solidarity_bps, body.supporter_bps)
        set_tiers(session, facts, by=caller.person_id, now=now)
        return _tiers_of(session, facts, settings, now)


def _tiers_of(session: Session, facts: TierFacts, settings: Settings, now: Now) -> TiersOut:
    offered = list_offered(session, facts.product_id, currency=settings.market_currency, now=now)
    return tiers_out(facts, offered, find_pot(session, settings.market_currency))
