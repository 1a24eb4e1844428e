"""Carts, orders, parcels and the frozen breakdown of each price paid."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
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
from models.enums import (
    CartState,
    ContributionKind,
    OrderState,
    ParcelState,
    PartKind,
    Payer,
    ReservationState,
    ReturnState,
    Tier,
)


class Cart(Table, table=True):
    """What somebody means to buy, for themselves or for an organisation. A guest reaches it by a secret; the id alone
    opens nothing."""

    __tablename__ = "cart"
    __table_args__ = (
        one_of("state", CartState),
        check("currency_is_iso", CURRENCY_RULE),
        check("somebody_can_reach_it", "person_id is not null or secret_hash is not null"),
        one_of("contribution_kind", ContributionKind),
        check("contribution_sane", "contribution_value between 0 and 10000000"),
    )

    id: str = own_id("cart")
    secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True, nullable=True)
    person_id: str | None = maybe_ref("person.id", index=True)
    currency: str = words()
    country: str = words()
    locale: str = words(default="en")
    state: CartState = words(default=CartState.OPEN)
    promotion_code: str | None = words(default=None, nullable=True)
    buyer_organisation_id: str | None = maybe_ref("organisation.id")
    contribution_kind: ContributionKind | None = words(default=None, nullable=True)
    contribution_value: int = Field(default=0, sa_type=BigInteger)
    version: int = Field(default=1)
    created_at: datetime = made_at()
    updated_at: datetime = made_at()


class CartLine(Table, table=True):
    """So many of one variant, at the price that was shown; `hub_id` is the hub that offered it, if one did.

    `shown_tier_minor` is what the tier adds to the fair price of one unit, below zero what it takes off.
    """

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        check("quantity_sane", "quantity between 1 and 999"),
        one_of("tier", Tier),
    )

    id: str = own_id("cli")
    cart_id: str = ref("cart.id")
    variant_id: str = ref("variant.id", index=True)
    quantity: int
    shown_amount_minor: int = Field(sa_type=BigInteger)
    shown_claims: list[str] = json_object(default_factory=list)
    hub_id: str | None = maybe_ref("organisation.id")
    tier: Tier = words(default=Tier.FAIR)
    shown_tier_minor: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = made_at()


class CartParcel(Table, table=True):
    """How one producer's parcel of a cart shall travel; without a row, by the standard service."""

    __tablename__ = "cart_parcel"

    cart_id: str = ref("cart.id", primary_key=True)
    producer_id: str = ref("organisation.id", primary_key=True)
    service: str = words(foreign_key="shipping_service.code")
    pickup_point_id: str | None = maybe_ref("pickup_point.id")


class Order(Table, table=True):
    """A frozen cart: what was bought, from whom, for how much. Called `customer_order` since ORDER is SQL's.

    Goods stand at their fair prices; `support_minor` is what supporters pay more, `relief_minor` what the solidarity
    fund pays instead of the buyer, `contribution_minor` what the buyer adds for the fund.
    """

    __tablename__ = "customer_order"
    __table_args__ = (
        one_of("state", OrderState),
        check("currency_is_iso", CURRENCY_RULE),
        check(
            "total_adds_up",
            "total_minor = goods_minor + shipping_minor - discount_minor + support_minor - relief_minor "
            "+ contribution_minor",
        ),
        check("gifts_positive", "least(support_minor, relief_minor, contribution_minor) >= 0"),
        check(
            "amounts_positive",
            "goods_minor > 0 and shipping_minor >= 0 and discount_minor between 0 and goods_minor and total_minor > 0",
        ),
        check("paid_has_moment", "(state in ('paid', 'refunded')) = (paid_at is not null)"),
        Index(
            "ix_customer_order_expiry",
            "expires_at",
            postgresql_where=text("state = 'placed'"),
        ),
        Index(
            "ix_customer_order_buyer_organisation",
            "buyer_organisation_id",
            postgresql_where=text("buyer_organisation_id is not null"),
        ),
    )

    id: str = own_id("ord")
    cart_id: str | None = maybe_ref("cart.id", unique=True)
    person_id: str | None = maybe_ref("person.id", index=True)
    secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True, nullable=True)
    email: str = words()
    full_name: str = words()
    shipping_address: dict[str, str] = json_object()
    country: str = words()
    locale: str = words(default="en")
    currency: str = words()
    goods_minor: int = Field(sa_type=BigInteger)
    shipping_minor: int = Field(sa_type=BigInteger)
    discount_minor: int = Field(default=0, sa_type=BigInteger)
    support_minor: int = Field(default=0, sa_type=BigInteger)
    relief_minor: int = Field(default=0, sa_type=BigInteger)
    contribution_minor: int = Field(default=0, sa_type=BigInteger)
    total_minor: int = Field(sa_type=BigInteger)
    promotion_id: str | None = maybe_ref("promotion.id")
    buyer_organisation_id: str | None = maybe_ref("organisation.id")
    state: OrderState = words(default=OrderState.PLACED)
    placed_at: datetime = moment()
    expires_at: datetime = moment()
    paid_at: datetime | None = moment(default=None, nullable=True)
    closed_at: datetime | None = moment(default=None, nullable=True)
    version: int = Field(default=1)


class Parcel(Table, table=True):
    """One producer's part of an order: what they pack and send."""

    __tablename__ = "parcel"
    __table_args__ = (
        one_of("state", ParcelState),
        UniqueConstraint("order_id", "producer_id"),
        Index("ix_parcel_producer", "producer_id", text("id desc")),
    )

    id: str = own_id("pcl")
    order_id: str = ref("customer_order.id")
    producer_id: str = ref("organisation.id")
    state: ParcelState = words(default=ParcelState.WAITING)
    weight_grams: int
    shipping_minor: int = Field(sa_type=BigInteger)
    service: str = words(default="standard", foreign_key="shipping_service.code")
    pickup: dict[str, str] | None = json_object(default=None, nullable=True)
    tracking: str = words(default="")
    shipped_at: datetime | None = moment(default=None, nullable=True)
    delivered_at: datetime | None = moment(default=None, nullable=True)


class OrderLine(Table, table=True):
    """A line of an order with what was shown when it was bought, and the hub that it was bought through, if any."""

    __tablename__ = "order_line"
    __table_args__ = (
        check("adds_up", "amount_minor = unit_amount_minor * quantity"),
        check("quantity_positive", "quantity > 0"),
        check("discount_sane", "discount_minor between 0 and amount_minor"),
        check("tier_sane", "amount_minor - discount_minor + tier_minor >= 0"),
        check("claims_name_class", "not jsonb_path_exists(claims, '$[*] ? (!exists(@.assurance_class))')"),
        Index("ix_order_line_order", "order_id"),
        Index("ix_order_line_producer", "producer_id"),
        Index("ix_order_line_hub", "hub_id", postgresql_where=text("hub_id is not null")),
        # Whom a withdrawal concerns.
        Index(
            "ix_order_line_claims",
            "claims",
            postgresql_using="gin",
            postgresql_ops={"claims": "jsonb_path_ops"},
            postgresql_where=text("claims <> '[]'"),
        ),
    )

    id: str = own_id("li")
    order_id: str = ref("customer_order.id")
    parcel_id: str = ref("parcel.id")
    producer_id: str = ref("organisation.id")
    product_id: str = ref("product.id")
    variant_id: str = ref("variant.id")
    name: str = words()
    variant_label: str = words()
    quantity: int
    unit_amount_minor: int = Field(sa_type=BigInteger)
    amount_minor: int = Field(sa_type=BigInteger)
    discount_minor: int = Field(default=0, sa_type=BigInteger)
    tier_minor: int = Field(default=0, sa_type=BigInteger)
    floor_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    floor_rule_id: str | None = Field(default=None, sa_type=ID)
    floor_note: str = words(default="")
    market_minor: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    market_price_id: str | None = Field(default=None, sa_type=ID)
    market_note: str = words(default="")
    claims: list[dict[str, str]] = json_object(default_factory=list)
    hub_id: str | None = maybe_ref("organisation.id")


class BreakdownPart(Table, table=True):
    """One part of one line's (or one parcel's shipping) price, or what the buyer adds to an order: who pays and gets
    it, by which rule. Immutable.

    A negative part is what somebody else than the buyer puts in (`payer`); all parts sum to what the buyer pays.
    """

    __tablename__ = "breakdown_part"
    __table_args__ = (
        one_of("kind", PartKind),
        one_of("payer", Payer),
        check(
            "of_line_or_parcel",
            "num_nonnulls(order_line_id, parcel_id) = case kind when 'contribution' then 0 else 1 end",
        ),
        Index(
            "uq_breakdown_part_contribution",
            "order_id",
            unique=True,
            postgresql_where=text("kind = 'contribution'"),
        ),
        Index(
            "uq_breakdown_part_line",
            "order_line_id",
            "kind",
            unique=True,
            postgresql_where=text("order_line_id is not null"),
        ),
        Index(
            "uq_breakdown_part_parcel",
            "parcel_id",
            "kind",
            unique=True,
            postgresql_where=text("parcel_id is not null"),
        ),
        Index("ix_breakdown_part_order", "order_id"),
    )

    id: str = own_id("bdp")
    order_id: str = ref("customer_order.id")
    order_line_id: str | None = maybe_ref("order_line.id")
    parcel_id: str | None = maybe_ref("parcel.id")
    kind: PartKind = words()
    payer: Payer = words(default=Payer.BUYER)
    beneficiary_id: str | None = maybe_ref("organisation.id")
    account_code: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    rule_id: str | None = Field(default=None, sa_type=ID)
    rule_version: int | None = None
    rule_note: str = words(default="")


class Reservation(Table, table=True):
    """Stock held for an order line until it is paid or the time is up."""

    __tablename__ = "reservation"
    __table_args__ = (
        one_of("state", ReservationState),
        check("quantity_positive", "quantity > 0"),
        Index(
            "ix_reservation_expiry",
            "expires_at",
            postgresql_where=text("state = 'held'"),
        ),
    )

    order_line_id: str = ref("order_line.id", primary_key=True)
    order_id: str = ref("customer_order.id", index=True)
    variant_id: str = ref("variant.id", index=True)
    quantity: int
    expires_at: datetime = moment()
    state: ReservationState = words(default=ReservationState.HELD)


class ReturnRequest(Table, table=True):
    """A buyer wants to send goods of one parcel back; the producer decides, and is told when they have come."""

    __tablename__ = "return_request"
    __table_args__ = (
        one_of("state", ReturnState),
        Index("ix_return_request_parcel", "parcel_id"),
        Index("ix_return_request_order", "order_id"),
    )

    id: str = own_id("rtn")
    order_id: str = ref("customer_order.id")
    parcel_id: str = ref("parcel.id")
    state: ReturnState = words(default=ReturnState.REQUESTED)
    reason: str = words()
    answer: str = words(default="")
    requested_at: datetime = moment()
    decided_at: datetime | None = moment(default=None, nullable=True)
    decided_by: str | None = maybe_ref("person.id")
    received_at: datetime | None = moment(default=None, nullable=True)
    refund_id: str | None = maybe_ref("refund.id")


class ReturnLine(Table, table=True):
    """So many units of a line come back."""

    __tablename__ = "return_line"
    __table_args__ = (check("quantity_positive", "quantity > 0"),)

    return_id: str = ref("return_request.id", primary_key=True)
    order_line_id: str = ref("order_line.id", primary_key=True)
    quantity: int
