"""The sizes and kinds of a producer's own products: what they are, what they cost and how many there are."""

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, IfMatch, IfMatchMaybe, Now, SettingsDep, expect_id, require_version
from api.idempotency import IdempotentDep
from api.policy import Action, Resource
from api.routes.products import lock_own
from api.routing import Routes
from api.schemas.products import (
    OwnVariantOut,
    PriceHistoryOut,
    PriceSetIn,
    StockChangeIn,
    StockIn,
    StockOut,
    VariantChangesIn,
    VariantIn,
)
from kit.database import Session
from kit.money import Money
from market.catalog.authoring.add_variant import NewVariant, add_variant
from market.catalog.authoring.adjust_stock import adjust_stock
from market.catalog.authoring.archive_variant import archive_variant
from market.catalog.authoring.edit_variant import VariantChanges, edit_variant
from market.catalog.authoring.errors import NoSuchOwnVariant
from market.catalog.authoring.own_queries import list_price_history, map_prices, map_stocks
from market.catalog.authoring.queries import lock_own_variant
from market.catalog.authoring.restore_variant import restore_variant
from market.catalog.authoring.set_price import set_price
from market.catalog.authoring.set_stock import set_stock
from market.catalog.authoring.touch_product import touch_product
from market.catalog.errors import NoSuchVariant
from models.catalog import Product, Variant

routes = Routes(prefix="/v1", tags=["producers"])

CurrencyPath = Annotated[str, Path(pattern="^[A-Z]{3}$")]
_UPDATE = (Resource.PRODUCT, Action.UPDATE)


@routes.post("/products/{product_id}/variants", policy=_UPDATE, status_code=201, response_model=OwnVariantOut)
def add(
    product_id: IdPath,
    body: VariantIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Give your product one more size or kind."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        product = lock_own(session, caller, product_id)
        variant = add_variant(
            session,
            product,
            new=NewVariant(
                net=body.net.net,
                price=body.price.money if body.price else None,
                premium_minor=body.premium,
                option_values=tuple(body.options),
                label=body.label,
                vat_class=body.vat_class,
                weight_grams=body.weight_grams,
                sku=body.sku or None,
                barcode=body.barcode or None,
                lot=body.lot or None,
                on_hand=body.on_hand,
            ),
            now=now,
        )
        touch_product(session, product, market_country=settings.market_country, now=now)
        return idempotent.answer(session, 201, _out(session, variant))


@routes.patch("/variants/{variant_id}", policy=_UPDATE)
def update_variant(
    variant_id: IdPath,
    body: VariantChangesIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> OwnVariantOut:
    """Change a variant, archive it or restore it. If-Match is the version of its product; the ETag is the new one."""
    with database.transaction() as session:
        product, variant = lock_own_pair(session, caller, variant_id)
        require_version(if_match, product.version)
        edit_variant(
            session,
            product,
            variant,
            changes=VariantChanges(
                label=body.label,
                option_values=None if body.options is None else tuple(body.options),
                net=body.net.net if body.net else None,
                weight_grams=body.weight_grams,
                vat_class=body.vat_class,
                sku=body.sku,
                barcode=body.barcode,
                lot=body.lot,
                position=body.position,
            ),
            market_country=settings.market_country,
            now=now,
        )
        if body.archived is not None:
            keep = archive_variant if body.archived else restore_variant
            keep(session, product, variant, market_country=settings.market_country, now=now)
        version = product.version
        answer = _out(session, variant)
    response.headers["ETag"] = f'"{version}"'
    return answer


@routes.put("/variants/{variant_id}/prices/{currency}", policy=_UPDATE)
def put_price(
    variant_id: IdPath,
    currency: CurrencyPath,
    body: PriceSetIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    response: Response,
    if_match: IfMatchMaybe = None,
) -> OwnVariantOut:
    """Set the price from now on; orders already placed keep theirs. If-Match may hold the version of the product.

    Refused where less than the minimum price would reach the producer.
    """
    with database.transaction() as session:
        product, variant = lock_own_pair(session, caller, variant_id)
        if if_match is not None:
            require_version(if_match, product.version)
        if set_price(session, variant, price=Money(body.amount, currency), premium_minor=body.premium, now=now):
            touch_product(session, product, market_country=settings.market_country, now=now)
        version = product.version
        answer = _out(session, variant)
    response.headers["ETag"] = f'"{version}"'
    return answer


@routes.put("/variants/{variant_id}/stock", policy=_UPDATE)
def put_stock(variant_id: IdPath, body: StockIn, caller: CallerDep, database: DatabaseDep) -> StockOut:
    """Say how many there are. Refused below what open checkouts hold."""
    with database.transaction() as session:
        _, variant = lock_own_pair(session, caller, variant_id)
        return StockOut.of(set_stock(session, variant_id=variant.id, on_hand=body.on_hand))


@routes.post("/variants/{variant_id}/stock-changes", policy=_UPDATE, response_model=StockOut)
def change_stock(
    variant_id: IdPath, body: StockChangeIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep
) -> Response:
    """Book what came in, or, below zero, went out without an order; with an Idempotency-Key a retry counts once."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        _, variant = lock_own_pair(session, caller, variant_id)
        stock = adjust_stock(session, variant_id=variant.id, change=body.change)
        return idempotent.answer(session, 200, StockOut.of(stock))


@routes.get("/variants/{variant_id}/price-history", policy=(Resource.CATALOG, Action.READ))
def read_price_history(
    variant_id: IdPath,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    currency: Annotated[str | None, Query(pattern="^[A-Z]{3}$", description="Default: the market's")] = None,
) -> PriceHistoryOut:
    """What a variant on sale cost before, and the lowest price of the 30 days before it was lowered."""
    wanted = expect_id("var", variant_id)
    in_currency = currency or settings.market_currency
    with database.reading() as session:
        prices = list_price_history(session, variant_id=wanted, currency=in_currency)
        if prices is None:
            raise NoSuchVariant()
        return PriceHistoryOut.of(wanted, in_currency, prices, at=now)


def lock_own_pair(session: Session, caller: Caller, variant_id: str) -> tuple[Product, Variant]:
    """The caller's variant and its product, which is locked. Raises NoSuchOwnVariant, also for another's."""
    found = lock_own_variant(session, variant_id=expect_id("var", variant_id), person_id=caller.person_id)
    if found is None:
        raise NoSuchOwnVariant()
    return found


def _out(session: Session, variant: Variant) -> OwnVariantOut:
    prices = map_prices(session, [variant.id]).get(variant.id, [])
    return OwnVariantOut.of(variant, prices, map_stocks(session, [variant.id]).get(variant.id))
