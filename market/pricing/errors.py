"""Refusals about prices. A rule that is missing is never taken for zero."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class PriceTooLow(Invalid):
    """The price is too low for what must come out of it."""

    code: ClassVar[str] = "price_too_low"
    amount_minor: int
    currency: str


@dataclass(eq=False)
class BadQuantity(Invalid):
    """A quantity is a whole number above zero."""

    code: ClassVar[str] = "bad_quantity"
    quantity: int


@dataclass(eq=False)
class NoFeeSchedule(Conflict):
    """No fee schedule is in force on this day."""

    code: ClassVar[str] = "no_fee_schedule"
    schedule: str
    on: date


@dataclass(eq=False)
class NoTaxRate(Conflict):
    """We do not know the tax of this country for these goods, so we cannot sell them there."""

    code: ClassVar[str] = "no_tax_rate"
    country: str
    vat_class: str
    on: date


@dataclass(eq=False)
class NoMinimumPrice(Conflict):
    """The price table has no row for this product on this day."""

    code: ClassVar[str] = "no_minimum_price"
    product: str
    on: date


@dataclass(eq=False)
class UnknownUnit(Invalid):
    """We cannot convert this unit."""

    code: ClassVar[str] = "unknown_unit"
    unit: str


@dataclass(eq=False)
class NoConversion(Conflict):
    """We have no factor between these two forms of the product."""

    code: ClassVar[str] = "no_conversion"
    product: str
    from_form: str
    to_form: str


@dataclass(eq=False)
class NotPriced(Conflict):
    """This has no price in this currency, so it cannot be sold."""

    code: ClassVar[str] = "not_priced"
    variant_id: str
    currency: str


@dataclass(eq=False)
class NoFeeTaxRule(Conflict):
    """We do not know the tax on what this producer is charged, so we cannot sell their goods."""

    code: ClassVar[str] = "no_fee_tax_rule"
    fee: str
    producer_id: str
    tax_status: str
    on: date


@dataclass(eq=False)
class NeedsOwnOutturn(Conflict):
    """How much comes out of this form differs too much from place to place: the producer's own outturn is needed."""

    code: ClassVar[str] = "needs_own_outturn"
    product: str
    form: str


@dataclass(eq=False)
class FloorNotComparable(Conflict):
    """No exchange rate of the last days compares the minimum price with a price in this currency."""

    code: ClassVar[str] = "floor_not_comparable"
    floor_currency: str
    price_currency: str
    on: date


class NoSuchPromotion(NotFound):
    """There is no promotion under this code now."""

    code: ClassVar[str] = "no_such_promotion"


@dataclass(eq=False)
class PromotionExists(Conflict):
    """Another promotion has this code."""

    code: ClassVar[str] = "promotion_exists"
    promotion_code: str


@dataclass(eq=False)
class BadPromotion(Invalid):
    """A promotion like this cannot be."""

    code: ClassVar[str] = "bad_promotion"
    reason: str


@dataclass(eq=False)
class RuleFileRefused(Invalid):
    """This file as a whole cannot be read as a table of rules."""

    code: ClassVar[str] = "rule_file_refused"
    reason: str


@dataclass(eq=False)
class TiersOutOfRange(Invalid):
    """The solidarity price or the supporters' price is too far from the fair one."""

    code: ClassVar[str] = "tiers_out_of_range"
    most_below_bps: int
    most_above_bps: int
