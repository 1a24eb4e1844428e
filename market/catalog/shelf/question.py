"""What is asked of the shelf."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


class Sort(StrEnum):
    """`relevance` is the order of a search, `popular` of everything else, unless another is asked for.

    `share`: by how much of the price the producer and the premium get, the most first.
    """

    RELEVANCE = "relevance"
    POPULAR = "popular"
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DOWN = "-price"
    SHARE = "share"
    NAME = "name"


@dataclass(frozen=True)
class Position:
    """Where a page ended: the sort key of its last product, as text, and what tells it from others with the same key:
    its id, in a search its number."""

    key: str
    tie: str


@dataclass(frozen=True)
class ShelfFilters:
    """Within one filter any of the values will do; all filters must be met. Prices are minor units.

    `classes` are assurance classes of schemes; `structures`, `lines` and `relations` are what producers say of
    themselves; `ships_to` are countries; `hub` is an organisation whose offer the products are in.
    """

    words: str | None = None
    categories: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    ships_to: tuple[str, ...] = ()
    is_in_stock: bool = False
    price_min: int | None = None
    price_max: int | None = None
    hub: str | None = None

    def fingerprint(self) -> str:
        """Equal for equal filters: a cursor belongs to one list."""
        listed = {field.name: getattr(self, field.name) for field in fields(self)}
        ordered = {name: sorted(value) if isinstance(value, tuple) else value for name, value in listed.items()}
        return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ShelfQuestion:
    """A page of the shelf, as one shopper in one market sees it at one moment.

    `media_url` is what the id of a picture is added to. `needs_public_scheme_for_logo`: EU law applies (2024/825).
    `market_country` is whose limits on showing a scheme count.
    """

    filters: ShelfFilters
    sort: Sort
    limit: int
    lang: str
    currency: str
    at: datetime
    media_url: str
    needs_public_scheme_for_logo: bool
    market_country: str = ""
    after: Position | None = None
    with_facets: bool = False


@dataclass(frozen=True)
class ShelfPage:
    """`data` and `facets` are JSON texts; `facets` is None where none were wanted or they could not be counted in time;
    `last` is set while there is more."""

    data: str
    facets: str | None
    last: Position | None
