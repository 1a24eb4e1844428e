"""The shop: products, what they cost and who gets what, categories, values, pictures."""

import json
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from api.deps import DatabaseDep, FilesDep, IdPath, Lang, Now, ReadsDep, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.pages import PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.catalog import CategoriesOut, ProductOut, ProductPageOut, TermsOut, VariantBreakdownOut
from kit.clock import utc_now
from kit.settings import Settings
from market.catalog.errors import NoSuchMedia
from market.catalog.pages.claims import needs_public_scheme
from market.catalog.pages.read import Shopper, read_breakdown, read_categories, read_product, read_terms
from market.catalog.queries import find_media
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import Position, ShelfFilters, ShelfPage, ShelfQuestion, Sort

routes = Routes(prefix="/v1", tags=["catalog"])

# Far above any price, and within what the database counts in.
_HIGHEST_PRICE = 10**12
_MOST_CHOICES = 50
_FOREVER = "public, max-age=31536000, immutable"

Words = Annotated[str, Query(max_length=200)]
Choices = Annotated[list[Annotated[str, Query(max_length=100)]], Query(max_length=_MOST_CHOICES)]
Price = Annotated[int | None, Query(ge=0, le=_HIGHEST_PRICE, description="Minor units of the market's currency")]
Reading = Annotated[tuple[Resource, Action], "policy"]

_READ = (Resource.CATALOG, Action.READ)


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


async def _filters(
    q: Annotated[str | None, Query(max_length=200, description="Words in any language; typing errors are met")] = None,
    category: Annotated[Choices, Query(description="Category codes; includes what lies below")] = [],  # noqa: B006
    producer: Annotated[Choices, Query(description="Slugs or ids")] = [],  # noqa: B006
    scheme: Annotated[Choices, Query(description="Codes of schemes whose claim the product carries now")] = [],  # noqa: B006
    origin: Annotated[Choices, Query(description="Countries, ISO 3166 alpha-2")] = [],  # noqa: B006
    value: Annotated[Choices, Query(description="Codes of values")] = [],  # noqa: B006
    price_min: Price = None,
    price_max: Price = None,
) -> ShelfFilters:
    return ShelfFilters(
        words=q,
        categories=tuple(category),
        producers=tuple(producer),
        schemes=tuple(scheme),
        origins=tuple(origin),
        values=tuple(value),
        price_min=price_min,
        price_max=price_max,
    )
