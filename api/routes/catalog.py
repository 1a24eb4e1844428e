"""The shop: products, what they cost and who gets what, categories, values."""

import json
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.answers import Made, answer, state_at, state_of_lists, state_of_product
from api.deps import IdPath, Lang, Now, ReadsDep, WishedLang, expect_id, read_language, signer
from api.errors import BadCursor
from api.pages import CursorSigner, CursorValue
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.catalog import CategoriesOut, ProductOut, ProductPageOut, SuggestionsOut, TermsOut, VariantBreakdownOut
from api.schemas.ended_claims import EndedClaimsOut
from api.schemas.product_list import ProductListQuery
from api.tools import tools_of
from kit.clock import utc_now
from kit.reads import KEEP_A_MINUTE
from kit.settings import Settings
from market.catalog.pages.claims import needs_public_scheme
from market.catalog.pages.ended import read_ended_of_product
from market.catalog.pages.read import Shopper, read_breakdown, read_categories, read_product, read_terms
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import Position, ShelfQuestion, Sort
from market.catalog.shelf.suggest_queries import read_suggestions

routes = Routes(prefix="/v1", tags=["catalog"])

_READ = (Resource.CATALOG, Action.READ)


def media_url(settings: Settings) -> str:
    """Where a picture lies, up to its id."""
    return f"{settings.api_url}/v1/media/"


async def read_shopper(request: Request, lang: WishedLang = None) -> Shopper:
    """Whoever asks, in this market."""
    settings = tools_of(request).settings
    return Shopper(
        lang=await read_language(request, lang),
        currency=settings.market_currency,
        country=settings.market_country,
        market_country=settings.market_country,
        at=utc_now(),
        media_url=media_url(settings),
    )


ShopperDep = Annotated[Shopper, Depends(read_shopper)]


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


@routes.get("/products", policy=_READ, state=state_of_lists, response_model=ProductPageOut)
async def list_products(request: Request, shopper: ShopperDep, query: Annotated[ProductListQuery, Query()]) -> Response:
    """Products on sale. Within one filter any value will do; all filters must be met. Facets count what is left."""
    tools, filters = tools_of(request), query.filters()
    chosen = query.sort or (Sort.RELEVANCE if filters.words is not None else Sort.POPULAR)
    if chosen is Sort.RELEVANCE and filters.words is None:
        chosen = Sort.POPULAR
    # A search goes on behind a number, and a list behind an id: neither takes the other's cursor.
    listed = "search" if chosen is Sort.RELEVANCE else f"products {chosen}"
    list_name = f"{listed} {filters.fingerprint()} {shopper.lang if chosen is Sort.NAME else ''}"
    cursors = signer(tools.settings, list_name)
    after = read_position(cursors, query.cursor)
    question = ShelfQuestion(
        filters=filters,
        sort=chosen,
        limit=query.limit,
        lang=shopper.lang,
        currency=shopper.currency,
        at=shopper.at,
        media_url=shopper.media_url,
        needs_public_scheme_for_logo=needs_public_scheme(shopper.market_country),
        market_country=shopper.market_country,
        after=Position(*after) if after else None,
        with_facets="facets" in query.include,
    )

    async def make() -> Made:
        shelf = await read_shelf(tools.reads, question, state=state_at(request).name, memory=tools.shelf)
        last = (shelf.last.key, shelf.last.tie) if shelf.last else None
        is_whole = shelf.facets is not None or not question.with_facets
        return Made(page_bytes(shelf.data, cursors, last, facets=shelf.facets), is_whole)

    return await answer(request, make, tag="catalogue products")


@routes.get("/suggestions", policy=_READ, state=state_of_lists, response_model=SuggestionsOut)
async def suggest(
    request: Request,
    reads: ReadsDep,
    shopper: ShopperDep,
    q: Annotated[str, Query(min_length=2, max_length=100, description="What has been typed so far")],
    limit: Annotated[int, Query(ge=1, le=10, description="Of each kind")] = 5,
) -> Response:
    """What somebody who types may mean: categories, producers and products that begin so."""

    async def make() -> Made:
        return Made(await read_suggestions(reads, q, shopper.lang, limit=limit))

    return await answer(request, make, tag="catalogue suggestions")


@routes.get("/products/{id_or_slug}", policy=_READ, state=state_of_product, response_model=ProductOut)
async def read(id_or_slug: IdPath, request: Request, shopper: ShopperDep) -> Response:
    """A product: its words, each variant's price with who gets what, its claims with their proof, its producer."""
    wanted = expect_id("prod", id_or_slug)

    async def make() -> Made:
        return Made(await read_product(tools_of(request).reads, wanted, shopper))

    return await answer(request, make, tag=f"catalogue product:{wanted}")


@routes.get("/products/{id_or_slug}/ended-claims", policy=_READ, response_model=EndedClaimsOut)
async def list_ended_claims(id_or_slug: IdPath, request: Request, reads: ReadsDep, lang: Lang, now: Now) -> Response:
    """Labels that a product carried and that ended within twelve months, as of now: for a page to say so in words,
    never as claims. A product that carries another certificate of the same scheme is not in want of it."""
    return reads.response(await read_ended_of_product(reads, expect_id("prod", id_or_slug), lang=lang, at=now), request)


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
