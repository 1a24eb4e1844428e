"""What is on sale at a moment, as feeds tell it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.enums import AssuranceClass


@dataclass(frozen=True)
class Audience:
    """Who reads: in which language, in which currency, for parcels to which country, at which moment."""

    lang: str
    currency: str
    exponent: int
    country: str
    at: datetime

    def amount(self, minor: int) -> str:
        """`12.50`."""
        whole, rest = divmod(minor, 10**self.exponent)
        return f"{whole}.{rest:0{self.exponent}d}" if self.exponent else str(whole)


@dataclass(frozen=True)
class Addresses:
    """Where the API and the storefront are, without a slash at the end."""

    api_url: str
    storefront_url: str


@dataclass(frozen=True, slots=True)
class Shipping:
    """What a parcel with one of it costs by a service."""

    service: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant with its price; `parcels` are the ways it can be sent to the audience's country. What may not be
    ordered on that day is not `available`."""

    id: str
    label: str
    sku: str | None
    barcode: str | None
    net_quantity: Decimal
    net_unit: str
    weight_grams: int
    amount_minor: int
    available: int
    vat_bps: int | None
    parcels: tuple[Shipping, ...]

    @property
    def net(self) -> str:
        """How much is in it as plain decimals: `250`, `0.5`."""
        return format(self.net_quantity.normalize(), "f")


@dataclass(frozen=True, slots=True)
class Vouched:
    """A claim that holds at the moment; `covers` is the whole product, an ingredient or its enterprise."""

    certificate_id: str
    scheme_name: str
    scheme_owner: str
    assurance_class: AssuranceClass
    issued_by: str
    number: str
    covers: str
    valid_to: date
    facet: str | None


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product on sale with at least one price; words in the audience's language where there are any."""

    id: str
    slug: str
    name: str
    description: str
    lang: str
    category_code: str
    shelf: str
    origin_country: str
    picture_id: str | None
    producer_id: str
    producer_slug: str
    producer_name: str
    offers: tuple[Offer, ...]
    claims: tuple[Vouched, ...]


@dataclass(frozen=True)
class OwnWord:
    """A value that a producer consented to have told of it; nobody has checked it."""

    code: str
    label: str
