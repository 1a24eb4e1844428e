"""Producers: who makes it, in their own words. And their own products, on the shelf or not."""

from typing import Annotated

from fastapi import Header, Query, Request
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, ReadsDep, SettingsDep, expect_id, require_version, signer
from api.errors import BadCursor
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routes.catalog import ShopperDep, page_bytes, read_position
from api.routing import Routes
from api.schemas.base import money_out
from api.schemas.catalog import OwnProductOut, ProducerOut, ProducersOut, ProductStateIn
from kit.settings import Settings
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.catalog.change_state import change_state
from market.catalog.errors import NoSuchProduct
from market.catalog.pages.read import read_producer, read_producers
from market.catalog.queries import OwnProduct, get_own_product, list_own_products, lock_own_product
from models.enums import ProductionLine, ProductState

routes = Routes(prefix="/v1", tags=["producers"])

_READ = (Resource.PRODUCER, Action.READ)


@routes.get("/producers", policy=_READ, response_model=ProducersOut)
async def list_producers(
    *,
    request: Request,
    reads: ReadsDep,
    settings: SettingsDep,
    shopper: ShopperDep,
    page: PageQuery,
    q: Annotated[
        str | None, Query(max_length=200, description="The beginning of a word of the name, or a place")
    ] = None,
    country: Annotated[list[Annotated[str, Query(pattern="^[A-Z]{2}$")]], Query(default_factory=list, max_length=50)],
    line: Annotated[list[ProductionLine], Query(default_factory=list, max_length=10)],
) -> Response:
    """Producers by name."""
    lines = sorted(str(chosen) for chosen in line)
    cursors = signer(settings, f"producers {q!r} {sorted(country)} {lines}")
    found = await read_producers(
        reads,
        words=q,
        shopper=shopper,
        countries=country,
        lines=lines,
        limit=page.limit,
        after=read_position(cursors, page.cursor),
    )
    return reads.response(page_bytes(found.data, cursors, found.last), request)


@routes.get("/producers/{id_or_slug}", policy=_READ, response_model=ProducerOut)
async def read(id_or_slug: IdPath, request: Request, reads: ReadsDep, shopper: ShopperDep) -> Response:
    """A producer's story, members, federations and claims."""
    return reads.response(await read_producer(reads, expect_id("org", id_or_slug), shopper), request)


@routes.get("/organisations/{organisation_id}/products", policy=(Resource.PRODUCT, Action.LIST))
def list_own(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[ProductState | None, Query(description="Only products in this state")] = None,
) -> Page[OwnProductOut]:
    """One's organisation's products, on sale or not, in the order they were made."""
    cursors = signer(settings, f"own products {organisation_id} {state}")
    position = cursors.read(page.cursor)
    after = None if position is None else position[0]
    if after is not None and not isinstance(after, str):
        raise BadCursor()
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=expect_id("org", organisation_id)):
            raise NoSuchOrganisation()
        rows = list_own_products(
            session,
            producer_id=organisation_id,
            currency=settings.market_currency,
            state=state,
            after=after,
            limit=page.limit + 1,
        )
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    return Page(
        data=[_own_out(product, settings) for product in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].id]) if has_more else None,
    )


@routes.patch("/products/{product_id}", policy=(Resource.PRODUCT, Action.UPDATE))
def update(
    product_id: IdPath,
    body: ProductStateIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=100, description="The version you read, quoted")] = None,
) -> OwnProductOut:
    """Put a product on sale, take it off, or archive it. Refused while a price, a count or a proof is missing."""
    with database.transaction() as session:
        product = lock_own_product(session, product_id=expect_id("prod", product_id), person_id=caller.person_id)
        if product is None:
            raise NoSuchProduct()
        require_version(if_match, product.version)
        change_state(
            session,
            product,
            to_state=body.state,
            currency=settings.market_currency,
            market_country=settings.market_country,
            now=now,
        )
        own = get_own_product(session, product_id=product_id, currency=settings.market_currency)
    response.headers["ETag"] = f'"{own.version}"'
    return _own_out(own, settings)


def _own_out(product: OwnProduct, settings: Settings) -> OwnProductOut:
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
        updated_at=product.updated_at,
    )
