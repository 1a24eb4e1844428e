"""Rules that have dates: fees, tax, minimum prices, conversion factors, shipping, currencies."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Numeric, UniqueConstraint
from sqlmodel import Field

from models.base import CURRENCY_RULE, Table, check, made_at, one_of, own_id, words
from models.enums import VatClass


class Currency(Table, table=True):
    """ISO 4217 exponent beside Stripe's own, and the smallest steps Stripe charges and pays out."""

    __tablename__ = "currency"

    code: str = words(primary_key=True)
    exponent: int
    stripe_exponent: int
    charge_step: int = Field(default=1)
    payout_step: int = Field(default=1)


class FeeSchedule(Table, table=True):
    """What the market, the federation and the solidarity fund get of the goods price, from a day on."""

    __tablename__ = "fee_schedule"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        UniqueConstraint("code", "valid_from"),
        check(
            "bps_sane",
            "least(market_fee_bps, dues_bps, solidarity_bps) >= 0 "
            "and market_fee_bps + dues_bps + solidarity_bps <= 5000",
        ),
    )

    id: str = own_id("fee")
    code: str = words()
    version: int
    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int
    valid_from: date
    valid_to: date | None = None
    created_at: datetime = made_at()


class TaxRate(Table, table=True):
    """VAT by country and class, from a day on."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        one_of("vat_class", VatClass),
        UniqueConstraint("country", "vat_class", "valid_from"),
        check("rate_sane", "rate_bps between 0 and 5000"),
    )

    id: str = own_id("tax")
    country: str = words()
    vat_class: VatClass = words()
    rate_bps: int
    valid_from: date
    valid_to: date | None = None
    source: str = words(default="")


class MinimumPrice(Table, table=True):
    """One row of a published price table, keyed to the day a contract is signed; amounts as published."""

    __tablename__ = "minimum_price"
    __table_args__ = (
        UniqueConstraint("product", "form", "is_organic", "region", "incoterm", "valid_from"),
        check("currency_is_iso", CURRENCY_RULE),
    )

    id: str = own_id("mpr")
    product: str = words()
    form: str = words(default="")
    is_organic: bool = Field(default=False)
    quality: str = words(default="")
    region: str = words(default="worldwide")
    incoterm: str = words(default="")
    unit: str = words()
    currency: str = words()
    minimum: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    premium: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    premium_bps: int | None = None
    premium_earmark: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    organic_differential: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    valid_from: date
    valid_to: date | None = None
    status: str = words(default="confirmed")
    source_url: str = words(default="")
    note: str = words(default="")


class ConversionFactor(Table, table=True):
    """How much of one form of a product one unit of another form is, with its source."""

    __tablename__ = "conversion_factor"
    __table_args__ = (check("factor_positive", "factor > 0"),)

    product: str = words(primary_key=True)
    from_form: str = words(primary_key=True)
    to_form: str = words(primary_key=True)
    factor: Decimal = Field(sa_type=Numeric(18, 9))
    source: str = words(default="")


class ShippingRate(Table, table=True):
    """What one parcel up to a weight costs from one country to another; `*` is anywhere. VAT included."""

    __tablename__ = "shipping_rate"
    __table_args__ = (
        UniqueConstraint(
            "origin_country",
            "destination_country",
            "max_grams",
            "currency",
            "valid_from",
        ),
        check("amount_not_negative", "amount_minor >= 0"),
    )

    id: str = own_id("shr")
    origin_country: str = words()
    destination_country: str = words()
    max_grams: int
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    valid_from: date
    valid_to: date | None = None
