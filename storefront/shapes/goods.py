"""A producer's own goods as they are written, counted and offered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storefront.shapes.base import Money, Named, Page
from storefront.shapes.catalog import Breakdown, Net, OwnProduct


@dataclass(frozen=True)
class OwnPrice:
    """A price in force; `premium` is part of it."""

    price: Money
    premium: Money
    since: str


@dataclass(frozen=True)
class OwnStock:
    """`held` by open checkouts; `available` is the rest."""

    on_hand: int
    held: int
    available: int


@dataclass(frozen=True)
class OwnVariant:
    """One size or kind."""

    id: str
    label: str
    net: Net
    stock: OwnStock
    prices: tuple[OwnPrice, ...] = ()
    sku: str | None = None
    barcode: str | None = None
    weight_grams: int = 0
    lot: str | None = None
    archived: bool = False

    def price_in(self, currency: str) -> OwnPrice | None:
        """Its price in this currency, if it has one."""
        return next((one for one in self.prices if one.price.currency == currency), None)


@dataclass(frozen=True)
class OwnText:
    """A text in another language, and whether a person or a machine wrote it."""

    lang: str
    field: str
    body: str
    origin: str


@dataclass(frozen=True)
class Window:
    """Days on which it may be ordered: `MM-DD` of every year, or dates."""

    kind: str
    opens: str
    closes: str
    ships_from: str | None = None


@dataclass(frozen=True)
class OwnProductPage(OwnProduct):
    """All that its producer wrote of a product."""

    language: str = "en"
    category: str = ""
    short_line: str = ""
    description: str = ""
    origin_country: str = ""
    origin_region: str = ""
    variants: tuple[OwnVariant, ...] = ()
    texts: tuple[OwnText, ...] = ()
    windows: tuple[Window, ...] = ()
    orderable_today: bool = True

    @property
    def on_offer(self) -> tuple[OwnVariant, ...]:
        return tuple(one for one in self.variants if not one.archived)

    def text(self, lang: str, field: str) -> OwnText | None:
        return next((one for one in self.texts if (one.lang, one.field) == (lang, field)), None)


@dataclass(frozen=True)
class PricePreview(Breakdown):
    """A price that is not set yet. `receives` is what reaches the producer, `minimum` what must, in minor units."""

    receives: int = 0
    minimum: int | None = None

    @property
    def reaches(self) -> Money:
        return Money(self.receives, self.total.currency)


@dataclass(frozen=True)
class StockLine:
    """A variant's count. `threshold` is its own; `short` also counts that of all."""

    product_id: str
    product_name: str
    variant_id: str
    variant_label: str
    state: str
    on_hand: int
    held: int
    available: int
    lang: str = "en"
    sku: str | None = None
    price: Money | None = None
    threshold: int | None = None
    short: bool = False


@dataclass(frozen=True)
class StockPage(Page[StockLine]):
    """`currency` is the market's."""

    data: tuple[StockLine, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class StockWatch:
    """Without a variant: for all that have no threshold of their own."""

    threshold: int
    variant_id: str | None = None


@dataclass(frozen=True)
class StockAlert:
    """Few are left."""

    id: str
    product_id: str
    product_name: str
    variant_id: str
    variant_label: str
    threshold: int
    available: int
    raised_at: str
    lang: str = "en"


@dataclass(frozen=True)
class SheetRow:
    """What one line of a sheet would change, or why it cannot."""

    line: int
    product_name: str | None = None
    variant_label: str | None = None
    price_before: Money | None = None
    price_after: Money | None = None
    stock_before: int | None = None
    stock_after: int | None = None
    problem: str | None = None
    cell: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet of prices and stock that was read; `applied_at` is set once it was applied."""

    id: str
    file_name: str
    changes: int
    problems: int
    rows: tuple[SheetRow, ...] = ()
    applied_at: str | None = None


@dataclass(frozen=True)
class HubGrant:
    """What a producer lets a hub offer."""

    id: str
    producer_id: str
    producer_name: str
    hub_id: str
    hub_name: str
    hub_slug: str
    covers_all: bool
    valid_from: str
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    product_names: tuple[str, ...] = ()
    may_set_stock: bool = False
    may_set_price: bool = False
    valid_to: str | None = None
    accepted_at: str | None = None
    ended_at: str | None = None


@dataclass(frozen=True)
class HubOffer:
    """A variant that the organisation offers as a hub."""

    product_id: str
    name: str
    producer_name: str
    variant_id: str
    variant_label: str
    available: int
    on_hand: int
    lang: str = "en"
    price: Money | None = None
    may_set_stock: bool = False
    may_set_price: bool = False


@dataclass(frozen=True)
class HubProduct(Named):
    """A product on a hub's public page."""

    producer: Named | None = None
    lang: str = "en"
    price: Money | None = None
    in_stock: bool = True


@dataclass(frozen=True)
class HubPage(Page[HubProduct]):
    """A hub and what it offers."""

    data: tuple[HubProduct, ...] = ()
    hub: Named = field(default_factory=lambda: Named("", ""))


Changes = Mapping[str, object]
"""The fields of a body that shall change."""
