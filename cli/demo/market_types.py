"""The shapes of the demo market's own terms, as read from `market.toml`: fees, taxes, minimum prices, shipping.

As in `cli.demo.content_types`, money is integer euro cents with VAT included and weights are grams; a price table's
amounts are as it was published.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from cli.demo.plain_types import Bps, Cents, Code, Country, Currency, Line, Slug, Words

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Fee:
    """A share of the goods price without VAT and premium; the newest row already begun is in force."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    kind: Literal["market_fee", "federation_dues", "solidarity_fund"]
    bps: Bps
    effective_from: date


@dataclass(frozen=True)
class VatRate:
    """VAT of one destination country for the two classes; `confirmed` says whether someone checked it."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    country: Country
    food_bps: Bps
    standard_bps: Bps
    effective_from: date
    confirmed: bool


@dataclass(frozen=True)
class FeeTax:
    """VAT on what the market charges a producer of this tax status, in or outside the market's country."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    fees: tuple[Literal["market_fee", "federation_dues"], ...]
    tax_status: Literal["vat_registered_eu", "vat_exempt_small_business", "exporter_outside_eu"]
    domestic: bool
    bps: Bps
    legal_note: Line
    confirmed: bool


@dataclass(frozen=True)
class MinimumPrice:
    """A row of a scheme's price table, per unit, with where it was read."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    product: Code
    form: Code
    unit: Literal["lb", "t"]
    currency: Currency
    minimum: Decimal
    premium: Decimal
    valid_from: date
    source: Line
    incoterm: str = "FOB"
    status: Literal["confirmed", "derived", "announced"] = "confirmed"
    organic_differential: Decimal | None = None
    premium_earmark: Decimal | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True)
class MarketPrice:
    """What a market quotes for a product all through the demo, written down on the first of every month."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    product: Code
    form: Code
    unit: Literal["lb", "t"]
    currency: Currency
    amount: Annotated[Decimal, Field(gt=0)]
    source: Line


@dataclass(frozen=True)
class ExchangeRate:
    """What one unit of `base` is worth all through the demo, written down every week."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    base: Currency
    quote: Currency
    rate: Annotated[Decimal, Field(gt=0)]
    source: Line


@dataclass(frozen=True)
class Promotion:
    """A discount on everybody's goods that the market bears."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    code: Slug
    bps: Annotated[int, Field(gt=0, le=9000)]


@dataclass(frozen=True)
class ShippingService:
    """A way for parcels to travel, with the days it takes."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    code: Code
    kind: Literal["delivery", "pickup"]
    label: Words
    days: tuple[int, int] | None = None


@dataclass(frozen=True)
class PickupPoint:
    """Where a producer's parcels can be fetched."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    producer: Slug
    name: Line
    line1: Line
    postal_code: Line
    city: Line
    country: Country
    hours: Line


@dataclass(frozen=True)
class WeightBand:
    """Flat price, VAT included, of a parcel that weighs at most `up_to_grams`."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    up_to_grams: int
    price_minor: Cents


@dataclass(frozen=True)
class Shipping:
    """Parcel prices from one country of origin by one service, bands in rising weight."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    origin: Country
    bands: Annotated[tuple[WeightBand, ...], Field(min_length=1)]
    service: Code = "standard"


@dataclass(frozen=True)
class Market:
    """The market itself: its name, its shares, the VAT it charges and what parcels cost."""

    __pydantic_config__: ClassVar[ConfigDict] = _CLOSED
    slug: Slug
    name: Line
    currency: Currency
    country: Country
    opened_on: date
    description: Words
    fees: tuple[Fee, ...]
    vat: tuple[VatRate, ...]
    fee_taxes: tuple[FeeTax, ...]
    minimum_prices: tuple[MinimumPrice, ...]
    market_prices: tuple[MarketPrice, ...]
    exchange_rates: tuple[ExchangeRate, ...]
    promotions: tuple[Promotion, ...]
    services: tuple[ShippingService, ...]
    pickup_points: tuple[PickupPoint, ...]
    shipping: tuple[Shipping, ...]

    def standard_bands(self, origin: str) -> "tuple[WeightBand, ...]":
        """What parcels from a country cost by the standard service."""
        return next(row.bands for row in self.shipping if row.origin == origin and row.service == "standard")
