"""A producer's own products, on the shelf or not: written, found, changed and put on sale."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.access import Caller
from api.deps import CallerDep, DatabaseDep, IdPath, IfMatch, Now, SettingsDep, expect_id, require_version, signer
from api.errors import BadCursor
from api.idempotency import IdempotentDep
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import money_out
from api.schemas.catalog import OwnProductOut
from api.schemas.products import DuplicateIn, OwnProductPageOut, ProductChangesIn, ProductIn
from kit.database import Session
from kit.settings import Settings
from market.catalog.authoring.create_product import NewProduct, create_product
from market.catalog.authoring.duplicate_product import duplicate_product
from market.catalog.authoring.edit_product import ProductChanges, edit_product
from market.catalog.authoring.own_queries import find_own_page
from market.catalog.change_state import SaleTimes, change_state
from market.catalog.errors import NoSuchProduct
from market.catalog.queries import OwnProduct, get_own_product, list_own_products, lock_own_product
from models.catalog import Product
from models.enums import ProductState

routes = Routes(prefix="/v1", tags=["producers"])


@routes.get("/organisations/{organisation_id}/products", policy=(Resource.PRODUCT, Action.LIST))
def list_own(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[ProductState | None, Query(description="Only products in this state")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=100, description="Part of the name or article number, or a barcode")
    ] = None,
) -> Page[OwnProductOut]:
    """One's organisation's products, on sale or not, in the order they were made."""
    producer_id = own_organisation(caller, organisation_id)
    cursors = signer(settings, f"own products {organisation_id} {state} {q!r}")
    position = cursors.read(page.cursor)
    after = None if position is None else position[0]
    if after is not None and not isinstance(after, str):
        raise BadCursor()
    with database.reading() as session:
        rows = list_own_products(
            session,
            producer_id=producer_id,
            currency=settings.market_currency,
            state=state,
            words=q,
            after=after,
            limit=page.limit + 1,
        )
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    return Page(
        data=[own_out(product, settings) for product in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].id]) if has_more else None,
    )


@routes.post(
    "/organisations/{organisation_id}/products",
    policy=(Resource.PRODUCT, Action.CREATE),
    status_code=201,
    response_model=OwnProductPageOut,
)
def create_own(
    organisation_id: IdPath,
    body: ProductIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Write a product: a name, a price and what one unit holds are enough. It is a draft until it is put on sale."""
    producer_id = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        product = create_product(
            session,
            producer_id=producer_id,
            new=NewProduct(
                name=body.name,
                price=body.price.money,
                net=body.net.net,
                category_code=body.category or None,
                language=body.language,
                origin_country=body.origin_country,
                origin_region=body.origin_region,
                short_line=body.short_line,
                description=body.description,
                vat_class=body.vat_class,
                weight_grams=body.weight_grams,
                sku=body.sku or None,
                barcode=body.barcode or None,
                on_hand=body.on_hand,
            ),
            now=now,
        )
        return idempotent.answer(session, 201, page_out(session, product, settings, now))


@routes.get("/organisations/{organisation_id}/products/{product_id}", policy=(Resource.PRODUCT, Action.READ))
def read_own(
    organisation_id: IdPath,
    product_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    response: Response,
) -> OwnProductPageOut:
    """All that was written of one's own product, on sale or not. The ETag is its version."""
    producer_id = own_organisation(caller, organisation_id)
    wanted = expect_id("prod", product_id)
    with database.reading() as session:
        page = find_own_page(session, product_id=wanted, producer_id=producer_id, on=now.astimezone(UTC).date())
        if page is None:
            raise NoSuchProduct()
        own = get_own_product(session, product_id=wanted, currency=settings.market_currency)
    response.headers["ETag"] = f'"{own.version}"'
    return OwnProductPageOut.of(page, own_out(own, settings))


@routes.patch("/products/{product_id}", policy=(Resource.PRODUCT, Action.UPDATE))
def update(
    product_id: IdPath,
    body: ProductChangesIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    response: Response,
    if_match: IfMatch = None,
) -> OwnProductOut:
    """Change a product; put it on sale, now or at a time, take it off, or archive it.

    Going on sale is refused while a price, a count or a proof is missing.
    """
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        require_version(if_match, product.version)
        # What goes on sale is judged by its new words; what leaves is not judged at all.
        is_leaving = body.state in (ProductState.DRAFT, ProductState.ARCHIVED)
        steps = (_move, _edit) if is_leaving else (_edit, _move)
        for step in steps:
            step(session, product, body, settings, now)
        own = get_own_product(session, product_id=product.id, currency=settings.market_currency)
    response.headers["ETag"] = f'"{own.version}"'
    return own_out(own, settings)


@routes.post(
    "/products/{product_id}/duplicate",
    policy=(Resource.PRODUCT, Action.CREATE),
    status_code=201,
    response_model=OwnProductPageOut,
)
def duplicate(
    product_id: IdPath,
    body: DuplicateIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Write a draft like this product: its texts, variants and prices, but no counts and no article numbers."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        product = lock_own(session, caller, product_id)
        copy = duplicate_product(session, product, name=body.name, now=now)
        return idempotent.answer(session, 201, page_out(session, copy, settings, now))


def _edit(session: Session, product: Product, body: ProductChangesIn, settings: Settings, now: datetime) -> None:
    changes = ProductChanges(
        name=body.name,
        short_line=body.short_line,
        description=body.description,
        category_code=body.category or None,
        language=body.language,
        origin_country=body.origin_country,
        origin_region=body.origin_region,
    )
    edit_product(session, product, changes=changes, market_country=settings.market_country, now=now)


def _move(session: Session, product: Product, body: ProductChangesIn, settings: Settings, now: datetime) -> None:
    change_state(
        session,
        product,
        to_state=body.state or ProductState(product.state),
        times=SaleTimes(
            body.publish_at if body.has("publish_at") else product.publish_at,
            body.unpublish_at if body.has("unpublish_at") else product.unpublish_at,
        ),
        currency=settings.market_currency,
        market_country=settings.market_country,
        now=now,
    )


def lock_own(session: Session, caller: Caller, product_id: str) -> Product:
    """The caller's product, locked. Raises NoSuchProduct, also for another's."""
    product = lock_own_product(session, product_id=expect_id("prod", product_id), person_id=caller.person_id)
    if product is None:
        raise NoSuchProduct()
    return product


def page_out(session: Session, product: Product, settings: Settings, now: datetime) -> OwnProductPageOut:
    """A product of the caller as it is now."""
    page = find_own_page(session, product_id=product.id, producer_id=product.producer_id, on=now.astimezone(UTC).date())
    assert page is not None
    own = get_own_product(session, product_id=product.id, currency=settings.market_currency)
    return OwnProductPageOut.of(page, own_out(own, settings))


def own_out(product: OwnProduct, settings: Settings) -> OwnProductOut:
    """One row of the own list."""
    return OwnProductOut(
        id=product.id,
        slug=product.slug,
        handle=product.handle,
        name=product.name,
        language=product.language,
        category=product.category_code,
        state=product.state,
        version=product.version,
        variant_count=product.variant_count,
        price=None if product.price_minor is None else money_out(product.price_minor, settings.market_currency),
        available=product.available,
        picture_id=product.picture_id,
        publish_at=product.publish_at,
        unpublish_at=product.unpublish_at,
        updated_at=product.updated_at,
    )
