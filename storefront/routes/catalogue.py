"""Products and producers: looking for them, and reading one."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.linked_data import product_json
from storefront.pages import page, shop_of, visitor_of
from storefront.shapes.catalog import FacetValue, Variant

_FACETS = ("category", "scheme", "origin", "producer", "value")
_SORTS = ("popular", "newest", "price", "-price", "name")
_PAGE = 24


@dataclass(frozen=True)
class Wishes:
    """What a visitor looks for; kept in the address, so that it can be sent to a friend."""

    q: str
    sort: str
    chosen: dict[str, tuple[str, ...]]
    cursor: str

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
        )

    def query(self, cursor: str = "", without: tuple[str, str] | None = None) -> dict[str, str | list[str]]:
        """As a query; `without` leaves one chosen value out, `cursor` goes on to a later page."""
        fields: dict[str, str | list[str]] = {"q": self.q, "sort": self.sort, "cursor": cursor}
        for facet, values in self.chosen.items():
            fields[facet] = [value for value in values if (facet, value) != without]
        return {name: value for name, value in fields.items() if value}

    def address(self, cursor: str = "", without: tuple[str, str] | None = None) -> str:
        return f"/products?{urlencode(self.query(cursor, without), doseq=True)}"

    @property
    def is_empty(self) -> bool:
        return not self.q and not self.chosen


async def products(request: Request) -> Response:
    wishes = Wishes.of(request.query_params)
    found = await visitor_of(request).api.products(
        {**wishes.query(wishes.cursor), "limit": _PAGE, "include": "facets"},
    )
    labels = {(facet, one.value): one.label or one.value for facet in _FACETS for one in found.offered(facet)}
    return page(
        request,
        "products.html",
        is_public=True,
        wishes=wishes,
        found=found,
        facets=[(facet, _offered(found.offered(facet), wishes.chosen.get(facet, ()))) for facet in _FACETS],
        sorts=_SORTS,
        chosen=[
            (facet, value, labels.get((facet, value), value))
            for facet, values in wishes.chosen.items()
            for value in values
        ],
    )


def _offered(values: tuple[FacetValue, ...], chosen: tuple[str, ...]) -> list[FacetValue]:
    """The values worth offering, and those chosen even when nothing is left of them."""
    known = {one.value for one in values}
    missing = [FacetValue(value, 0, value) for value in chosen if value not in known]
    return [*values, *missing]


async def product(request: Request) -> Response:
    found = await visitor_of(request).api.product(request.path_params["name"])
    chosen = _chosen(found.variants, request.query_params.get("variant"))
    return page(
        request,
        "product.html",
        is_public=True,
        product=found,
        chosen=chosen,
        json_ld=product_json(found, shop_of(request).settings.storefront_url),
        linked_data_url=f"{shop_of(request).settings.public_api_url}/v1/products/{found.slug or found.id}/linked-data",
    )


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
    goods = await api.products({"producer": found.slug, "limit": 60})
    return page(request, "producer.html", is_public=True, producer=found, cards=goods.data)


ROUTES = [
    Route("/products", products),
    Route("/products/{name}", product),
    Route("/producers", producers),
    Route("/producers/{name}", producer),
]
