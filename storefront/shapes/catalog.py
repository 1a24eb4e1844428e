"""Products, producers and what a price is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storefront.shapes.base import Claim, ClaimShort, Label, Money, Named, Page, Picture


@dataclass(frozen=True)
class Origin:
    country: str
    region: str | None = None


@dataclass(frozen=True)
class ProducerLine:
    """A producer as a card names it."""

    id: str
    slug: str
    name: str
    country: str
    place: str | None = None


@dataclass(frozen=True)
class Card:
    """A product in a list. `prices_differ`: `price` is the lowest of several."""

    id: str
    slug: str
    name: str
    producer: ProducerLine
    price: Money | None = None
    category: Label | None = None
    origin: Origin | None = None
    short_line: str | None = None
    lang: str = "en"
    prices_differ: bool = False
    picture: Picture | None = None
    claims: tuple[ClaimShort, ...] = ()
    in_stock: bool = True


@dataclass(frozen=True)
class FacetValue:
    value: str
    count: int
    label: str | None = None


@dataclass(frozen=True)
class Catalogue(Page[Card]):
    """A page of cards with what they could be narrowed by."""

    data: tuple[Card, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None

    def offered(self, facet: str) -> tuple[FacetValue, ...]:
        return (self.facets or {}).get(facet, ())


@dataclass(frozen=True)
class Suggestion:
    """What somebody who types may mean."""

    kind: str
    text: str
    slug: str


@dataclass(frozen=True)
class FeeSchedule:
    id: str
    version: int | str | None = None


@dataclass(frozen=True)
class Part:
    """One share of a price: to whom, how much, by which rule."""

    kind: str
    amount: Money
    label: str = ""
    beneficiary: Named | None = None
    share_bps: int | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Breakdown:
    """Parts sum to `total`, to the cent."""

    total: Money
    parts: tuple[Part, ...]
    country: str | None = None
    fee_schedule: FeeSchedule | None = None

    def sum_of(self, *kinds: str) -> Money:
        return Money(sum(part.amount.amount for part in self.parts if part.kind in kinds), self.total.currency)

    @property
    def is_exact(self) -> bool:
        return sum(part.amount.amount for part in self.parts) == self.total.amount


@dataclass(frozen=True)
class Net:
    value: Decimal
    unit: str


@dataclass(frozen=True)
class UnitPrice:
    """Price per kilogram, litre or piece, as EU shops must show it."""

    amount: int
    currency: str
    per: str


@dataclass(frozen=True)
class Harvest:
    """What the producer knows of a lot."""

    code: str
    harvest_year: int | None = None
    season: str = ""
    best_before: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Window:
    """Days on which a product may be ordered; `opens` and `closes` are `MM-DD` of every year, or dates."""

    kind: str
    opens: str
    closes: str
    ships_from: str | None = None


@dataclass(frozen=True)
class PastPrice:
    """A price and the premium in it, from when until when; `until` None is the one of today."""

    price: Money
    premium: Money
    since: str
    until: str | None = None


@dataclass(frozen=True)
class PriceHistory:
    """What a variant cost, newest first."""

    prices: tuple[PastPrice, ...] = ()
    lowest_30_days: Money | None = None


@dataclass(frozen=True)
class Variant:
    """One size of a product. Without a price or a breakdown it cannot be bought."""

    id: str
    label: str
    available: int
    price: Money | None = None
    breakdown: Breakdown | None = None
    premium: Money | None = None
    sku: str | None = None
    gtin: str | None = None
    net: Net | None = None
    unit_price: UnitPrice | None = None
    weight_grams: int | None = None
    lot: str | None = None
    lowest_30_days: Money | None = None
    harvest: Harvest | None = None

    @property
    def is_for_sale(self) -> bool:
        return self.price is not None and self.breakdown is not None and self.available > 0


@dataclass(frozen=True)
class Members:
    """Head count; people whose gender is not recorded stay apart."""

    total: int
    women: int | None = None
    men: int | None = None
    unknown: int | None = None


@dataclass(frozen=True)
class ProducerValue(Label):
    """What an organisation says it stands for, in its own words."""

    kind: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Producer:
    """An organisation that makes things, in its own words."""

    id: str
    slug: str
    name: str
    country: str
    place: str | None = None
    region: str | None = None
    line: str | None = None
    relation: str | None = None
    structure: str | None = None
    legal_form: str | None = None
    members: Members | None = None
    families: int | None = None
    founded_year: int | None = None
    short_line: str | None = None
    story: str | None = None
    story_lang: str | None = None
    story_origin: str | None = None
    languages: tuple[str, ...] = ()
    picture: Picture | None = None
    claims: tuple[Claim, ...] = ()
    premium_use: str | None = None
    federations: tuple[Named, ...] = ()
    values: tuple[ProducerValue, ...] = ()
    product_count: int = 0


@dataclass(frozen=True)
class Declared:
    """What the producer says of the product and nobody has checked, in words."""

    text: str


@dataclass(frozen=True)
class Product:
    """Everything the product page says."""

    id: str
    slug: str
    name: str
    producer: Producer
    variants: tuple[Variant, ...] = ()
    category: Label | None = None
    origin: Origin | None = None
    short_line: str | None = None
    lang: str = "en"
    picture: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    description: str | None = None
    description_lang: str | None = None
    description_origin: str | None = None
    original_language: str | None = None
    values: tuple[ProducerValue, ...] = ()
    declared: tuple[Declared, ...] = ()
    claims: tuple[Claim, ...] = ()
    lot: str | None = None
    version: int | None = None
    in_stock: bool = True
    orderable: bool = True
    windows: tuple[Window, ...] = ()

    @property
    def preorder(self) -> Window | None:
        """The window in which it is ordered ahead of its delivery."""
        return next((window for window in self.windows if window.kind == "preorder"), None)


@dataclass(frozen=True)
class OwnProduct:
    """A product as its producer sees it, on sale or not."""

    id: str
    slug: str
    name: str
    state: str
    handle: str = ""
    version: int = 0
    price: Money | None = None
    available: int = 0
    updated_at: str | None = None


@dataclass(frozen=True)
class ClaimFinding:
    """Words that promise what nothing proves, the rule they break, and what could be said instead."""

    words: str
    field: str
    lang: str
    article: str
    advice: str
    suggestion: str = ""
