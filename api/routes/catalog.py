"""The shop: products, what they cost and who gets what, categories, values."""

import json
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.answers import answer
from api.deps import IdPath, Lang, Now, ReadsDep, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.pages import CursorSigner, CursorValue, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.catalog import CategoriesOut, ProductOut, ProductPageOut, SuggestionsOut, TermsOut, VariantBreakdownOut
from kit.reads import KEEP_A_MINUTE
from kit.settings import Settings
from market.catalog.pages.claims import needs_public_scheme
from market.catalog.pages.read import Shopper, read_breakdown, read_categories, read_product, read_terms
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import Position, ShelfFilters, ShelfQuestion, Sort
from market.catalog.shelf.state_queries import read_product_state, read_state
from market.catalog.shelf.suggest_queries import read_suggestions

routes = Routes(prefix="/v1", tags=["catalog"])

# Far above any price, and within what the database counts in.
_HIGHEST_PRICE = 10**12
_READ = (Resource.CATALOG, Action.READ)


def _none() -> list[str]:
    """A function of ours: of a built-in, FastAPI would look up the signature with each request."""
    return []


Choice = Annotated[str, Query(max_length=100)]
Price = Annotated[int | None, Query(ge=0, le=_HIGHEST_PRICE, description="Minor units of the market's currency")]


def media_url(settings: Settings) -> str:
    """Where a picture lies, up to its id."""
    return f"{settings.api_url}/v1/media/"


async def read_shopper(lang: Lang, now: Now, settings: SettingsDep) -> Shopper:
    """Whoever asks, in this market."""
    return Shopper(
        lang=lang,
        currency=settings.market_currency,
        country=settings.market_country,
        market_country=settings.market_country,
        at=now,
        media_url=media_url(settings),
    )


ShopperDep = Annotated[Shopper, Depends(read_shopper)]


async def read_filters(
    *,
    q: Annotated[str | None, Query(max_length=200, description="Words in any language; typing errors are met")] = None,
    category: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="With what lies below")],
    producer: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Slugs or ids")],
    structure: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Kinds of maker")],
    line: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Lines of production")],
    relation: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Places on their line")],
    scheme: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Codes of live claims")],
    assurance: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="Classes of claims")],
    origin: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="ISO 3166 alpha-2")],
    value: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="With what lies below")],
    ships_to: Annotated[list[Choice], Query(default_factory=_none, max_length=50, description="ISO 3166 alpha-2")],
    in_stock: Annotated[bool, Query(description="Only what is there now")] = False,
    price_min: Price = None,
    price_max: Price = None,
    hub: Annotated[str | None, Query(max_length=100, description="Only what this hub offers: its slug or id")] = None,
) -> ShelfFilters:
    """The filters of a list; repeat one for "or"."""
    return ShelfFilters(
        # Nothing typed asks for everything.
        words=q if q is None or q.strip() else None,
        categories=tuple(category),
        producers=tuple(producer),
        structures=tuple(structure),
        lines=tuple(line),
        relations=tuple(relation),
        schemes=tuple(scheme),
        classes=tuple(assurance),
        origins=tuple(code.upper() for code in origin),
        values=tuple(value),
        ships_to=tuple(code.upper() for code in ships_to),
        is_in_stock=in_stock,
        hub=hub,
        price_min=price_min,
        price_max=price_max,
    )


def read_position(cursors: CursorSigner, cursor: str | None) -> tuple[str, str] | None:
    """The sort key and the id that a cursor of ours holds. Raises BadCursor."""
    position = cursors.read(cursor)
    if position is None:
        return None
    match position:
        case [str() as key, str() as last_id]:
            return key, last_id
    raise BadCursor()


def page_bytes(data: str, cursors: CursorSigner, last: tuple[str, str] | None, *, facets: str | None = None) -> bytes:
    """A list whose items are JSON already."""
    position: list[CursorValue] | None = [*last] if last else None
    cursor = "null" if position is None else json.dumps(cursors.write(position))
    counted = f',"facets":{facets}' if facets is not None else ""
    return f'{{"data":{data},"has_more":{json.dumps(last is not None)},"next_cursor":{cursor}{counted}}}'.encode()


@routes.get("/products", policy=_READ, response_model=ProductPageOut)
async def list_products(
    *,
    request: Request,
    reads: ReadsDep,
    settings: SettingsDep,
    shopper: ShopperDep,
    page: PageQuery,
    filters: Annotated[ShelfFilters, Depends(read_filters)],
    sort: Annotated[Sort | None, Query(description="Default: relevance for a search, else popular")] = None,
    include: Annotated[list[Literal["facets"]], Query(default_factory=_none, max_length=5)],
) -> Response:
    """Products on sale. Within one filter any value will do; all filters must be met. Facets count what is left."""
    chosen = sort or (Sort.RELEVANCE if filters.words is not None else Sort.POPULAR)
    if chosen is Sort.RELEVANCE and filters.words is None:
        chosen = Sort.POPULAR
    list_name = f"products {chosen} {filters.fingerprint()} {shopper.lang if chosen is Sort.NAME else ''}"
    cursors = signer(settings, list_name)
    after = read_position(cursors, page.cursor)
    question = ShelfQuestion(
        filters=filters,
        sort=chosen,
        limit=page.limit,
        lang=shopper.lang,
        currency=shopper.currency,
        at=shopper.at,
        media_url=shopper.media_url,
        needs_public_scheme_for_logo=needs_public_scheme(shopper.market_country),
        market_country=shopper.market_country,
        after=Position(*after) if after else None,
        with_facets="facets" in include,
    )

    async def make() -> bytes:
        shelf = await read_shelf(reads, question)
        last = (shelf.last.key, shelf.last.product_id) if shelf.last else None
        return page_bytes(shelf.data, cursors, last, facets=shelf.facets)

    return await answer(
        reads, request, await read_state(reads, shopper.at), make, lang=shopper.lang, tag="catalogue products"
    )


@routes.get("/suggestions", policy=_READ, response_model=SuggestionsOut)
async def suggest(
    request: Request,
    reads: ReadsDep,
    shopper: ShopperDep,
    q: Annotated[str, Query(min_length=2, max_length=100, description="What has been typed so far")],
    limit: Annotated[int, Query(ge=1, le=10, description="Of each kind")] = 5,
) -> Response:
    """What somebody who types may mean: categories, producers and products that begin so."""

    async def make() -> bytes:
        return await read_suggestions(reads, q, shopper.lang, limit=limit)

    return await answer(
        reads, request, await read_state(reads, shopper.at), make, lang=shopper.lang, tag="catalogue suggestions"
    )


@routes.get("/products/{id_or_slug}", policy=_READ, response_model=ProductOut)
async def read(id_or_slug: IdPath, request: Request, reads: ReadsDep, shopper: ShopperDep) -> Response:
    """A product: its words, each variant's price with who gets what, its claims with their proof, its producer."""
    wanted = expect_id("prod", id_or_slug)
    state = await read_product_state(reads, shopper.at, wanted)

    async def make() -> bytes:
        return await read_product(reads, wanted, shopper)

    return await answer(reads, request, state, make, lang=shopper.lang, tag=f"catalogue product:{wanted}")


@routes.get("/variants/{variant_id}/breakdown", policy=_READ, response_model=VariantBreakdownOut)
async def break_down(
    variant_id: IdPath,
    request: Request,
    reads: ReadsDep,
    shopper: ShopperDep,
    quantity: Annotated[int, Query(ge=1, le=999)] = 1,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Where it is sent; sets the VAT")] = None,
) -> Response:
    """Who gets what of so many units sent to a country. The parts sum exactly to the total."""
    buyer = shopper.sending_to(country) if country else shopper
    body = await read_breakdown(reads, expect_id("var", variant_id), buyer, quantity=quantity)
    return reads.response(body, request)


@routes.get("/categories", policy=_READ, response_model=CategoriesOut)
async def list_categories(request: Request, reads: ReadsDep, lang: Lang) -> Response:
    """Every place in the shop, with its parent."""
    return reads.response(await read_categories(reads, lang), request, cache_control=KEEP_A_MINUTE)


@routes.get("/terms", policy=_READ, response_model=TermsOut)
async def list_terms(request: Request, reads: ReadsDep, lang: Lang, now: Now) -> Response:
    """The values that networks use, in their own words, and which of them mean the same."""
    return reads.response(await read_terms(reads, lang, now.date()), request, cache_control=KEEP_A_MINUTE)
