"""Refusals to producers who write their products."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class UnknownCategory(Invalid):
    """This market has no such category."""

    code: ClassVar[str] = "unknown_category"
    category: str


@dataclass(eq=False)
class UnknownCountry(Invalid):
    """No country has this code (ISO 3166, two letters)."""

    code: ClassVar[str] = "unknown_country"
    country: str


@dataclass(eq=False)
class BadBarcode(Invalid):
    """A barcode has 8, 12, 13 or 14 digits, and the last is worked out from the others."""

    code: ClassVar[str] = "bad_barcode"
    barcode: str


@dataclass(eq=False)
class BadNetQuantity(Invalid):
    """What one unit holds is a number above zero with at most three decimals."""

    code: ClassVar[str] = "bad_net_quantity"
    quantity: str
    unit: str


class NoSuchOwnVariant(NotFound):
    """There is no such variant of a product of yours."""

    code: ClassVar[str] = "no_such_own_variant"


@dataclass(eq=False)
class VariantExists(Conflict):
    """Another variant of this product has this name or these options."""

    code: ClassVar[str] = "variant_exists"
    label: str


@dataclass(eq=False)
class ArticleNumberTaken(Conflict):
    """Another variant of yours has this article number."""

    code: ClassVar[str] = "duplicate_sku"
    sku: str
    variant_id: str
    handle: str
    label: str


@dataclass(eq=False)
class OptionsDoNotFit(Invalid):
    """A variant answers each option of its product, and nothing else."""

    code: ClassVar[str] = "options_do_not_fit"
    option_names: list[str]
    option_values: list[str]


@dataclass(eq=False)
class TooManyVariants(Conflict):
    """A product has at most a hundred variants."""

    code: ClassVar[str] = "too_many_variants"
    most: int


@dataclass(eq=False)
class LastVariantOnSale(Conflict):
    """What is on sale keeps one variant at least; take the product off sale first."""

    code: ClassVar[str] = "last_variant_on_sale"
    variant_id: str


@dataclass(eq=False)
class PriceBelowPremium(Invalid):
    """The fair-trade premium is a part of the price, and cannot be all of it."""

    code: ClassVar[str] = "price_below_premium"
    amount_minor: int
    premium_minor: int


@dataclass(eq=False)
class PriceNotAllowed(Invalid):
    """At this price the producer would receive less than the minimum price, or nobody can tell."""

    code: ClassVar[str] = "price_not_allowed"
    reason: str
    detail: str


@dataclass(eq=False)
class StockHeld(Conflict):
    """Open checkouts hold more than would be left."""

    code: ClassVar[str] = "stock_held"
    on_hand: int
    held: int


@dataclass(eq=False)
class BadStock(Invalid):
    """There cannot be so many."""

    code: ClassVar[str] = "bad_stock"
    on_hand: int
    most: int


@dataclass(eq=False)
class BadSaleTimes(Invalid):
    """A product comes on sale in the future, and leaves after it came."""

    code: ClassVar[str] = "bad_sale_times"
    reason: str


@dataclass(eq=False)
class BadWindow(Invalid):
    """These days are no time to order in."""

    code: ClassVar[str] = "bad_window"
    position: int
    reason: str


class NoSuchLot(NotFound):
    """There is no such lot of a product of yours."""

    code: ClassVar[str] = "no_such_lot"


@dataclass(eq=False)
class LotExists(Conflict):
    """This product has a lot with this code."""

    code: ClassVar[str] = "lot_exists"
    lot_code: str


@dataclass(eq=False)
class LotInUse(Conflict):
    """A variant is sold from this lot."""

    code: ClassVar[str] = "lot_in_use"
    lot_code: str
