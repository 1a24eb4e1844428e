"""Products and producers: looking for them, and reading one."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.figures import country
from storefront.linked_data import product_json
from storefront.pages import Visitor, page, shop_of, visitor_of
from storefront.plots.prices import Held, price_line
from storefront.shapes.catalog import FacetValue, PriceHistory, Variant
from storefront.shapes.funds import Tiers
from storefront.transport import ApiRefused

_FACETS = (
    "category",
    "scheme",
    "assurance",
    "origin",
    "ships_to",
    "producer",
    "relation",
    "line",
    "structure",
    "value",
)
_SORTS = ("popular", "newest", "price", "-price", "share", "name")
_PAGE = 24


# What is chosen without being a value of a list.
IN_STOCK = ("in_stock", "true")
PRICE = ("price", "")


@dataclass(frozen=True)
class Wishes:
    """What a visitor looks for; kept in the address, so that it can be sent to a friend."""

    q: str
    sort: str
    chosen: dict[str, tuple[str, ...]]
    cursor: str
    in_stock: bool = False
    price_min: str = ""
    price_max: str = ""

    @classmethod
    def of(cls, query: QueryParams) -> "Wishes":
        """Read from the address. What we do not offer is left out."""
        return cls(
            q=query.get("q", "").strip()[:100],
            sort=query.get("sort", "") if query.get("sort") in _SORTS else "",
            chosen={
                facet: tuple(dict.fromkeys(value[:80] for value in query.getlist(facet) if value))[:12]
                for facet in _FACETS
                if any(query.getlist(facet))
            },
            cursor=query.get("cursor", "")[:2000],
            in_stock=query.get("in_stock") == "true",
            price_min=_minor(query.get("price_min", "")),
            price_max=_minor(query.get("price_max", "")),
        )

    def query(self, cursor: str = "", without: tuple[str, str] | None = None) -> dict[str, str | list[str]]:
        """As a query; `without` leaves one chosen value out, `cursor` goes on to a later page."""
        fields: dict[str, str | list[str]] = {
            "q": self.q,
            "sort": self.sort,
            "cursor": cursor,
            "in_stock": "true" if self.in_stock and without != IN_STOCK else "",
        }
        if without != PRICE:
            fields |= {"price_min": self.price_min, "price_max": self.price_max}
        for facet, values in self.chosen.items():
            fields[facet] = [value for value in values if (facet, value) != without]
        return {name: value for name, value in fields.items() if value}

    def address(self, cursor: str = "", without: tuple[str, str] | None = None) -> str:
        return f"/products?{urlencode(self.query(cursor, without), doseq=True)}"

    @property
    def has_price(self) -> bool:
        return bool(self.price_min or self.price_max)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen) or self.in_stock or self.has_price

    def priced(self, step: "PriceStep") -> str:
        """The address of the same list, of one step of prices."""
        return replace(self, price_min=str(step.least), price_max=str(step.most), cursor="").address()


@dataclass(frozen=True)
class PriceStep:
    """Products that cost from `least` to `most`, in minor units."""

    least: int
    most: int
    count: int

    @classmethod
    def of(cls, value: FacetValue) -> "PriceStep":
        """1, 2, 5, 10 …: each step ends where the next begins."""
        least = int(value.value)
        return cls(least, (least * 5 // 2 if str(least).startswith("2") else least * 2) - 1, value.count)


async def products(request: Request) -> Response:
    wishes = Wishes.of(request.query_params)
    visitor = visitor_of(request)
    found = await visitor.api.products({**wishes.query(wishes.cursor), "limit": _PAGE, "include": "facets"})
    offered = {
        facet: _spoken(visitor, facet, _offered(found.offered(facet), wishes.chosen.get(facet, ())))
        for facet in _FACETS
    }
    labels = {(facet, one.value): one.label for facet, values in offered.items() for one in values}
    response = page(
        request,
        "products.html",
        is_public=True,
        # Whoever has just ticked a box may tick another; whoever opens the page wants to see what there is.
        is_refining="hx-request" in request.headers,
        wishes=wishes,
        found=found,
        facets=offered,
        sorts=_SORTS,
        steps=[PriceStep.of(value) for value in found.offered("price")],
        currency=next((card.price.currency for card in found.data if card.price), ""),
        left=next((value.count for value in found.offered("stock") if value.value == "true"), 0),
        chosen=[(facet, value, labels[facet, value]) for facet, values in wishes.chosen.items() for value in values],
    )
    response.headers.add_vary_header("HX-Request")
    return response


def _minor(typed: str) -> str:
    """A price bound as the addresses of our own steps hold it: digits; anything else is left out."""
    return typed if typed.isascii() and typed.isdecimal() and len(typed) <= 12 else ""


async def suggest(request: Request) -> Response:
    """What the typed may mean, as options of the search field: loaded while somebody types, not needed by anybody."""
    typed = request.query_params.get("q", "").strip()[:100]
    found = await visitor_of(request).api.suggestions(typed) if len(typed) > 1 else ()
    return page(request, "suggestions.html", is_public=True, suggestions=found)


def _offered(values: tuple[FacetValue, ...], chosen: tuple[str, ...]) -> list[FacetValue]:
    """The values worth offering, and those chosen even when nothing is left of them."""
    known = {one.value for one in values}
    missing = [FacetValue(value, 0, value) for value in chosen if value not in known]
    return [*values, *missing]


def _spoken(visitor: Visitor, facet: str, values: Iterable[FacetValue]) -> list[FacetValue]:
    """The same, labelled as the visitor's language has it."""
    if facet in {"origin", "ships_to"}:
        return [replace(one, label=country(one.value, visitor.language)) for one in values]
    if facet in {"assurance", "relation", "line", "structure"}:
        return [replace(one, label=visitor.word(facet, one.value)) for one in values]
    return [replace(one, label=one.label or one.value) for one in values]


async def product(request: Request) -> Response:
    api, name = visitor_of(request).api, request.path_params["name"]
    found, ended = await asyncio.gather(api.product(name), api.ended_claims_of_product(name))
    chosen = _chosen(found.variants, request.query_params.get("variant"))
    tiers = await tiers_of(visitor_of(request), found.id) if chosen else None
    return page(
        request,
        "product.html",
        is_public=True,
        product=found,
        ended=ended,
        chosen=chosen,
        tiers=tiers if tiers and (tiers.solidarity_bps or tiers.has_supporter) and tiers.fund_id else None,
        hub=request.query_params.get("hub", "")[:200],
        json_ld=product_json(found, shop_of(request).settings.storefront_url),
        linked_data_url=f"{shop_of(request).settings.public_api_url}/v1/products/{found.slug or found.id}/linked-data",
    )


async def past_prices(request: Request) -> Response:
    """What each size of a product has cost since it was first priced."""
    api = visitor_of(request).api
    found = await api.product(request.path_params["name"])
    histories = await asyncio.gather(*(api.price_history(variant.id) for variant in found.variants))
    return page(
        request,
        "past_prices.html",
        is_public=True,
        product=found,
        sizes=[
            (variant, history, _held(history))
            for variant, history in zip(found.variants, histories, strict=True)
            if history.prices
        ],
        draw=partial(price_line, datetime.now(UTC)),
    )


def _held(history: PriceHistory) -> list[Held]:
    return [Held(datetime.fromisoformat(one.since), one.price.amount) for one in reversed(history.prices)]


async def tiers_of(visitor: Visitor, product_id: str) -> Tiers | None:
    """The prices below and above the fair one, of what is on sale."""
    try:
        return await visitor.api.tiers(product_id)
    except ApiRefused as error:
        if error.status != 404:
            raise
        return None


def _chosen(variants: tuple[Variant, ...], wanted: str | None) -> Variant | None:
    """The variant asked for, else the first that can be bought, else the first."""
    buyable = [variant for variant in variants if variant.is_for_sale]
    asked = [variant for variant in buyable if variant.id == wanted]
    return next(iter([*asked, *buyable, *variants]), None)


async def producers(request: Request) -> Response:
    found = await visitor_of(request).api.producers({"limit": 100})
    return page(request, "producers.html", is_public=True, producers=found.data)


async def producer(request: Request) -> Response:
    api = visitor_of(request).api
    found = await api.producer(request.path_params["name"])
    goods, record, ended = await asyncio.gather(
        api.products({"producer": found.slug, "limit": 60}),
        api.record(found.slug),
        api.ended_claims_of_producer(found.slug),
    )
    return page(request, "producer.html", is_public=True, producer=found, ended=ended, cards=goods.data, record=record)


ROUTES = [
    Route("/products", products),
    Route("/suggest", suggest),
    Route("/products/{name}", product),
    Route("/products/{name}/prices", past_prices),
    Route("/producers", producers),
    Route("/producers/{name}", producer),
]
