"""A producer's tools: a price before it is set, and watched stock."""

from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id, signer
from api.lists import IdList
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routes.catalog import read_position
from api.routing import Routes
from api.schemas.producer_tools import (
    PricePreviewOut,
    StockAlertOut,
    StockLineOut,
    StockPageOut,
    StockWatchesOut,
    StockWatchIn,
    StockWatchOut,
)
from market.catalog.pages.documents import breakdown_document
from market.catalog.tools import stock_queries, watch_queries
from market.catalog.tools.preview_price import Asked, preview_price
from market.catalog.tools.watch_stock import watch_stock
from models.enums import PartKind

routes = Routes(prefix="/v1/organisations/{organisation_id}", tags=["producer-tools"])

# Far above any price, and within what the database counts in.
_HIGHEST_PRICE = 10**12
_RECEIVED = (PartKind.PRODUCER, PartKind.PREMIUM, PartKind.MINIMUM_PRICE_TOPUP)
_Minor = Annotated[int, Query(ge=0, le=_HIGHEST_PRICE)]


@routes.get("/price-preview", policy=(Resource.PRICE_PREVIEW, Action.READ))
def preview(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    lang: Lang,
    now: Now,
    amount: Annotated[int, Query(ge=1, le=_HIGHEST_PRICE, description="Minor units, VAT and premium included")],
    premium: _Minor = 0,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="Default: the market's")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Where it is sent; sets the VAT")] = None,
    category: Annotated[str | None, Query(max_length=100, description="Default: the last product's")] = None,
    variant_id: Annotated[str | None, Query(max_length=64, description="Then its VAT and minimum price hold")] = None,
) -> PricePreviewOut:
    """Who would get what of one unit at this price, by today's rules. Nothing is stored."""
    wanted = own_organisation(caller, organisation_id)
    asked = Asked(amount, premium, currency or settings.market_currency, country or settings.market_country)
    with database.reading() as session:
        seen = preview_price(
            session,
            asked,
            producer_id=wanted,
            category_code=category,
            variant_id=None if variant_id is None else expect_id("var", variant_id),
            now=now,
        )
    document = breakdown_document(seen.split, seen.facts, names=seen.names, lang=lang)
    receives = sum(seen.split.amount_of(kind) for kind in _RECEIVED)
    return PricePreviewOut.model_validate({**document, "receives": receives, "minimum": seen.split.floor_minor})


@routes.get("/stock", policy=(Resource.STOCK_WATCH, Action.LIST))
def list_stock(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    q: Annotated[
        str | None, Query(min_length=1, max_length=100, description="Part of the name or article number")
    ] = None,
) -> StockPageOut:
    """How many there are of each variant, by the product's name."""
    wanted = own_organisation(caller, organisation_id)
    cursors = signer(settings, f"stock {wanted} {q!r}")
    with database.reading() as session:
        lines = stock_queries.list_stock(
            session,
            producer_id=wanted,
            currency=settings.market_currency,
            words=q,
            after=read_position(cursors, page.cursor),
            limit=page.limit + 1,
        )
    shown, has_more = lines[: page.limit], len(lines) > page.limit
    return StockPageOut(
        currency=settings.market_currency,
        data=[StockLineOut.of(line, settings.market_currency) for line in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].name_key, shown[-1].variant_id]) if has_more else None,
    )


@routes.get("/stock-watches", policy=(Resource.STOCK_WATCH, Action.LIST))
def list_watches(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep) -> StockWatchesOut:
    """When your organisation wants to be told that few are left."""
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        facts = watch_queries.list_watches(session, wanted)
    return StockWatchesOut(data=[StockWatchOut.of(fact) for fact in facts])


@routes.put("/stock-watches/all", policy=(Resource.STOCK_WATCH, Action.UPDATE))
def watch_all(
    organisation_id: IdPath, body: StockWatchIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> StockWatchesOut:
    """The threshold of every variant that has none of its own."""
    return _watch(caller, database, now, organisation_id, None, body)


@routes.put("/stock-watches/{variant_id}", policy=(Resource.STOCK_WATCH, Action.UPDATE))
def watch_one(
    organisation_id: IdPath, variant_id: IdPath, body: StockWatchIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> StockWatchesOut:
    """The threshold of one variant; what is at or below it already is told at once."""
    return _watch(caller, database, now, organisation_id, expect_id("var", variant_id), body)


def _watch(
    caller: CallerDep,
    database: DatabaseDep,
    now: Now,
    organisation_id: str,
    variant_id: str | None,
    body: StockWatchIn,
) -> StockWatchesOut:
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        watch_stock(session, producer_id=wanted, variant_id=variant_id, threshold=body.threshold, now=now)
        facts = watch_queries.list_watches(session, wanted)
    return StockWatchesOut(data=[StockWatchOut.of(fact) for fact in facts])


@routes.get("/stock-alerts", policy=(Resource.STOCK_WATCH, Action.LIST))
def list_alerts(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    include_resolved: Annotated[bool, Query(description="Also what has been restocked")] = False,
) -> Page[StockAlertOut]:
    """What is running short, newest first: once for each fall below the threshold, until there is more again."""
    wanted = own_organisation(caller, organisation_id)
    asked = IdList(settings, f"stock-alerts/{wanted}/{include_resolved}", page)
    with database.reading() as session:
        facts = watch_queries.list_alerts(
            session, producer_id=wanted, with_resolved=include_resolved, before=asked.before, limit=asked.limit
        )
    return asked.answer(facts, StockAlertOut.of)
