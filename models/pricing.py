"""Rules that have dates: fees, tax, minimum prices, conversion factors, shipping, promotions."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    words,
)
from models.enums import FeeKind, PriceRowStatus, ShippingKind, TaxStatus, VatClass


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


class FeeChange(Table, table=True):
    """A fee schedule to come: proposed, announced with its day, or taken back. Once announced its schedule is a row of
    `fee_schedule`; taken back, that row is gone and `schedule_id` still says which it was.

    Never on shorter notice than a platform owes who sells on it: Regulation (EU) 2019/1150, article 3(2).
    """

    __tablename__ = "fee_change"
    __table_args__ = (
        check(
            "bps_sane",
            "least(market_fee_bps, dues_bps, solidarity_bps) >= 0 "
            "and market_fee_bps + dues_bps + solidarity_bps <= 5000",
        ),
        check("reason_given", "length(btrim(reason)) >= 10"),
        check("announced_whole", "num_nonnulls(announced_at, announced_by, schedule_id) in (0, 3)"),
        check("withdrawn_whole", "num_nonnulls(withdrawn_at, withdrawn_by) in (0, 2)"),
        check("notice_given", "(announced_at at time zone 'UTC')::date + 15 <= valid_from"),
        check("withdrawn_before", "(withdrawn_at at time zone 'UTC')::date < valid_from or announced_at is null"),
        Index(
            "uq_fee_change_schedule",
            "schedule_id",
            unique=True,
            postgresql_where=text("schedule_id is not null"),
        ),
    )

    id: str = own_id("fch")
    code: str = words()
    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int
    valid_from: date
    reason: str = words()
    proposed_by: str = ref("person.id")
    proposed_at: datetime = moment()
    announced_by: str | None = maybe_ref("person.id")
    announced_at: datetime | None = moment(default=None, nullable=True)
    schedule_id: str | None = Field(default=None, sa_type=ID)
    withdrawn_by: str | None = maybe_ref("person.id")
    withdrawn_at: datetime | None = moment(default=None, nullable=True)


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


class FeeTaxRule(Table, table=True):
    """VAT on what an organisation is charged, by its tax status, from a day on. A rule that is missing is no zero."""

    __tablename__ = "fee_tax_rule"
    __table_args__ = (
        one_of("fee", FeeKind),
        one_of("tax_status", TaxStatus),
        UniqueConstraint("fee", "market_country", "tax_status", "is_domestic", "valid_from"),
        check("rate_sane", "rate_bps between 0 and 5000"),
    )

    id: str = own_id("ftr")
    fee: FeeKind = words()
    market_country: str = words()
    tax_status: TaxStatus = words()
    is_domestic: bool
    rate_bps: int
    legal_note: str = words(default="")
    source: str = words(default="")
    is_confirmed: bool = Field(default=False)
    valid_from: date
    valid_to: date | None = None


class ExchangeRate(Table, table=True):
    """How many units of `quote` one unit of `base` was worth on a day, as somebody published it."""

    __tablename__ = "exchange_rate"
    __table_args__ = (check("rate_positive", "rate > 0"),)

    base: str = words(primary_key=True)
    quote: str = words(primary_key=True)
    on_date: date = Field(primary_key=True)
    rate: Decimal = Field(sa_type=Numeric(18, 8))
    source: str = words()


class MinimumPrice(Table, table=True):
    """One row of a published price table, keyed to the day a contract is signed; amounts as published.

    `minimum` and `premium` are per `unit_quantity` of `unit` (18.14 kg for a box of bananas). A premium may be a share
    of the negotiated price instead: `premium_bps`.
    """

    __tablename__ = "minimum_price"
    __table_args__ = (
        UniqueConstraint("scheme", "product", "form", "is_organic", "quality", "region", "incoterm", "valid_from"),
        check("currency_is_iso", "currency = '' or " + CURRENCY_RULE),
        check("unit_quantity_positive", "unit_quantity > 0"),
        check("says_something", "num_nonnulls(minimum, premium, premium_bps) > 0"),
        one_of("status", PriceRowStatus),
    )

    id: str = own_id("mpr")
    scheme: str = words(default="fairtrade")
    product: str = words()
    form: str = words(default="")
    is_organic: bool = Field(default=False)
    quality: str = words(default="")
    region: str = words(default="worldwide")
    incoterm: str = words(default="")
    unit: str = words()
    unit_quantity: Decimal = Field(default=Decimal(1), sa_type=Numeric(12, 4))
    has_special_terms: bool = Field(default=False)
    currency: str = words()
    minimum: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    premium: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    premium_bps: int | None = None
    premium_earmark: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    organic_differential: Decimal | None = Field(default=None, sa_type=Numeric(14, 4))
    valid_from: date
    valid_to: date | None = None
    status: PriceRowStatus = words(default=PriceRowStatus.CONFIRMED)
    source_url: str = words(default="")
    note: str = words(default="")


class MarketPrice(Table, table=True):
    """What a market quoted for a product on a day, and who says so: what is paid here stands beside it, and nothing is
    due by it. Per `unit_quantity` of `unit`, as published. Orders name the row, so an import never changes it.
    """

    __tablename__ = "market_price"
    __table_args__ = (
        UniqueConstraint("product", "form", "quoted_on"),
        check("currency_is_iso", CURRENCY_RULE),
        check("positive", "amount > 0 and unit_quantity > 0"),
        check("source_named", "source <> ''"),
    )

    id: str = own_id("mkp")
    product: str = words()
    form: str = words()
    unit: str = words()
    unit_quantity: Decimal = Field(default=Decimal(1), sa_type=Numeric(12, 4))
    currency: str = words()
    amount: Decimal = Field(sa_type=Numeric(14, 4))
    quoted_on: date
    source: str = words()


class ConversionFactor(Table, table=True):
    """How much of one form of a product one unit of another form is, with its source."""

    __tablename__ = "conversion_factor"
    __table_args__ = (check("factor_positive", "factor > 0"),)

    product: str = words(primary_key=True)
    from_form: str = words(primary_key=True)
    to_form: str = words(primary_key=True)
    factor: Decimal = Field(sa_type=Numeric(18, 9))
    source: str = words(default="")


class ShippingService(Table, table=True):
    """A way for a parcel to travel that shoppers can choose: standard, express, fetched from a place."""

    __tablename__ = "shipping_service"
    __table_args__ = (
        one_of("kind", ShippingKind),
        check("days_in_order", "days_min is null or days_max is null or days_min <= days_max"),
    )

    code: str = words(primary_key=True)
    kind: ShippingKind = words(default=ShippingKind.DELIVERY)
    labels: dict[str, str] = json_object()
    days_min: int | None = None
    days_max: int | None = None
    position: int = Field(default=0)


class ShippingZone(Table, table=True):
    """A country belongs to a zone that rates can name instead of it."""

    __tablename__ = "shipping_zone"

    code: str = words(primary_key=True)
    country: str = words(primary_key=True)


class ShippingRate(Table, table=True):
    """What one parcel up to a weight costs by a service from one country to a destination, VAT included.

    `destination` is a country, a zone or `*` (anywhere); the most particular that fits is taken.
    """

    __tablename__ = "shipping_rate"
    __table_args__ = (
        UniqueConstraint("service", "origin_country", "destination", "max_grams", "currency", "valid_from"),
        check("amount_not_negative", "amount_minor >= 0"),
        check("grams_positive", "max_grams > 0"),
    )

    id: str = own_id("shr")
    service: str = words(default="standard", foreign_key="shipping_service.code")
    origin_country: str = words()
    destination: str = words()
    max_grams: int
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    valid_from: date
    valid_to: date | None = None


class PickupPoint(Table, table=True):
    """Where shoppers can fetch a producer's parcels themselves."""

    __tablename__ = "pickup_point"

    id: str = own_id("pup")
    organisation_id: str = ref("organisation.id", index=True)
    name: str = words()
    line1: str = words()
    line2: str = words(default="")
    postal_code: str = words()
    city: str = words()
    country: str = words()
    hours: str = words(default="")
    created_at: datetime = made_at()
    closed_at: datetime | None = moment(default=None, nullable=True)


class Promotion(Table, table=True):
    """A discount on goods for a while, never on the premium. Who gives it bears it."""

    __tablename__ = "promotion"
    __table_args__ = (
        check("discount_sane", "discount_bps between 1 and 9000"),
        check("code_is_folded", "code = lower(code) and btrim(code) = code and code <> ''"),
        check("uses_sane", "max_uses is null or max_uses > 0"),
        check("interval", "valid_to is null or valid_to > valid_from"),
        check("producer_bears_own", "is_borne_by_market or producer_id is not null"),
    )

    id: str = own_id("prm")
    code: str = words(unique=True)
    producer_id: str | None = maybe_ref("organisation.id", index=True)
    is_borne_by_market: bool = Field(default=False)
    discount_bps: int
    max_uses: int | None = None
    valid_from: datetime = moment()
    valid_to: datetime | None = moment(default=None, nullable=True)
    created_by: str | None = maybe_ref("person.id")
    created_at: datetime = made_at()


class PromotionUse(Table, table=True):
    """An order used a promotion. Uses are counted by these rows, never by a counter."""

    __tablename__ = "promotion_use"

    promotion_id: str = ref("promotion.id", primary_key=True)
    order_id: str = ref("customer_order.id", primary_key=True, unique=True)
    created_at: datetime = made_at()


class PriceTier(Table, table=True):
    """How far below and above its fair price a product may be had, as its producer allows. The solidarity fund pays
    what is below, and gets what is above."""

    __tablename__ = "price_tier"
    __table_args__ = (
        check("shares_sane", "solidarity_bps between 0 and 5000 and supporter_bps between 0 and 10000"),
        check("not_nothing", "solidarity_bps + supporter_bps > 0"),
    )

    product_id: str = ref("product.id", primary_key=True)
    solidarity_bps: int
    supporter_bps: int
    set_by: str | None = maybe_ref("person.id")
    set_at: datetime = moment()
