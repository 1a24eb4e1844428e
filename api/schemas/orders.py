"""Carts and orders, as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, EmailStr, Field, StringConstraints

from api.schemas.base import CountryCode, In, MoneyOut, Out, PositiveCount, ShortText, Text
from api.schemas.contributions import ContributionOut
from api.schemas.refunds import RefundOut
from models.enums import ShippingKind, Tier


class CartIn(In):
    """Opening a cart. The currency is the market's."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"country": "FR", "locale": "fr"}]})

    country: CountryCode = "FR"
    locale: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"


class CartPatchIn(In):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"country": "DE"}]})

    country: CountryCode


class LineIn(In):
    """How many of a variant the cart shall hold."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"quantity": 2}]})

    quantity: PositiveCount
    hub: Annotated[Text, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="Who offers it to the buyer: a hub's id or slug; absent keeps who did"
    )
    tier: Literal["solidarity", "fair", "supporter"] | None = Field(
        default=None,
        description="Less than the fair price, the solidarity fund paying the rest; the fair price; or more, into the "
        "fund. Nobody is asked why. Absent keeps what it was, at first the fair price",
    )


class AddressIn(In):
    line1: ShortText
    line2: Annotated[Text, StringConstraints(max_length=200)] = ""
    postal_code: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    city: ShortText
    country: CountryCode


class CheckoutIn(In):
    """Who pays and where it goes. No amount is ever taken from a client."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "email": "camille@example.org",
                    "full_name": "Camille Roux",
                    "shipping_address": {
                        "line1": "12 rue de la Soie",
                        "postal_code": "69004",
                        "city": "Lyon",
                        "country": "FR",
                    },
                }
            ]
        },
    )

    email: Annotated[EmailStr, StringConstraints(max_length=254)]
    full_name: ShortText
    shipping_address: AddressIn
    flow: Literal["checkout", "intent"] = "checkout"


class PartyOut(Out):
    id: str
    slug: str
    name: str
    country: str


class PictureOut(Out):
    """A picture. With `?w=` and one of `widths`, and `&format=avif` or `webp`, its address gives that size of it.

    A drawing has one size for all. `colour` (#rrggbb) can stand in until it is there.
    """

    id: str
    url: str
    alt: str
    width: int
    height: int
    widths: list[int] = Field(default_factory=list)
    colour: str = ""


class ProductRefOut(Out):
    id: str
    slug: str
    name: str
    picture: PictureOut | None = None


class ClaimShortOut(Out):
    """A label beside a price; its proof is at `/v1/certificates/{certificate_id}`."""

    certificate_id: str
    scheme: str
    assurance_class: str
    name: str
    valid_until: str


class ChangeOut(Out):
    """One thing that is no longer as it was shown.

    Of a line (`variant_id`): price_changed, fewer_left, no_longer_for_sale, claim_gone, tier_changed (minor units that
    the tier adds to one), tier_gone (was: the tier). Of a producer's parcel (`producer_id`): shipping_changed,
    shipping_gone. Of the cart: promotion_gone.
    """

    variant_id: str
    producer_id: str = ""
    code: str
    was: str
    now: str


class PromotionIn(In):
    """A promotion's code, in whatever letters."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"code": "Spring"}]})

    code: Annotated[Text, StringConstraints(min_length=1, max_length=100)]


class PromotionOut(Out):
    """The promotion in use. `producer_id` is null when it is on everybody's goods."""

    code: str
    discount_bps: int
    producer_id: str | None


class ShippingIn(In):
    """How a parcel shall travel; where it is fetched, for a service that needs it."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"service": "standard"}]})

    service: Annotated[Text, StringConstraints(min_length=1, max_length=60)]
    pickup_point_id: Annotated[Text, StringConstraints(max_length=64)] | None = None


class PickupPointOut(Out):
    id: str
    name: str
    line1: str
    line2: str
    postal_code: str
    city: str
    country: str
    hours: str


class ShippingChoiceOut(Out):
    """One way for a parcel to travel. A parcel that is fetched is fetched from one of `pickup_points`."""

    service: str
    kind: ShippingKind
    label: str
    days_min: int | None
    days_max: int | None
    price: MoneyOut
    is_chosen: bool
    pickup_points: list[PickupPointOut]


class CartLineOut(Out):
    """Prices are the fair ones; `tier_amount` is what the tier adds to the line, below zero what the fund pays."""

    variant_id: str
    product: ProductRefOut
    variant_label: str
    quantity: int
    unit_price: MoneyOut
    amount: MoneyOut
    discount: MoneyOut
    tier: Tier
    tier_amount: MoneyOut
    available: int
    claims: list[ClaimShortOut]
    changes: list[ChangeOut]


class CartParcelOut(Out):
    """What one producer sends; `shipping` is null when they do not send to this country, or not as it was chosen."""

    producer: PartyOut
    lines: list[CartLineOut]
    goods: MoneyOut
    discount: MoneyOut
    shipping: MoneyOut | None
    shipping_choices: list[ShippingChoiceOut]
    pickup_point: PickupPointOut | None
    changes: list[ChangeOut]


class BuyerIn(In):
    """For which of one's organisations this is bought."""

    organisation_id: Annotated[Text, StringConstraints(min_length=1, max_length=64)]


class BuyerOut(Out):
    """The organisation that something is bought for."""

    id: str
    slug: str
    name: str


class CartOut(Out):
    """`total` is goods − discount + support − relief + shipping + contribution.

    Goods are at fair prices: `support` is what supporters add, `relief` what the solidarity fund pays. `buyer` is the
    organisation that it is bought for, if it is for one.
    """

    id: str
    version: int
    state: str
    currency: str
    country: str
    parcels: list[CartParcelOut]
    goods: MoneyOut
    discount: MoneyOut
    support: MoneyOut
    relief: MoneyOut
    shipping: MoneyOut
    contribution: ContributionOut | None
    total: MoneyOut
    promotion: PromotionOut | None
    buyer: BuyerOut | None
    item_count: int
    changes: list[ChangeOut]
    secret: str | None = None


class HubRefOut(Out):
    id: str
    slug: str
    name: str


class OrderLineOut(Out):
    id: str
    product: ProductRefOut
    name: str
    variant_id: str
    variant_label: str
    quantity: int
    unit_price: MoneyOut
    amount: MoneyOut
    claims: list[ClaimShortOut]
    hub: HubRefOut | None = Field(description="Through whose offer it was bought, if not the producer's own")


class OrderParcelOut(Out):
    id: str
    producer: PartyOut
    state: str
    shipping: MoneyOut
    tracking: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: list[OrderLineOut]


class GotOut(Out):
    """One party's part of the whole payment, how far it has come, and how much of it they gave back to the buyer.

    status: awaiting_payment, earned, on_its_way (in a payout), arrived; `arrived_at` is when the transfer was made.
    """

    kind: str
    label: str
    beneficiary: PartyOut | None
    amount: MoneyOut
    given_back: MoneyOut
    status: str
    arrived_at: datetime | None


class PaymentOut(Out):
    state: str
    checkout_url: str | None


class NoticeOut(Out):
    """The certificate was withdrawn after these lines were sold with its claim; the order keeps what was shown."""

    certificate_id: str
    scheme: str
    scheme_name: str
    number: str
    holder: str
    withdrawn_at: datetime
    told_at: datetime
    reason: str
    line_ids: list[str]


class OwnNoticeOut(NoticeOut):
    """The same, with the order that it is about."""

    id: str
    order_id: str
    placed_at: datetime


class OrderOut(Out):
    """One's own order. Of `refunded`, `given_by_market` is no party's: goodwill, and what it bears for them."""

    id: str
    state: str
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    currency: str
    country: str
    email: str
    full_name: str
    shipping_address: dict[str, str]
    buyer: BuyerOut | None
    goods: MoneyOut
    discount: MoneyOut
    support: MoneyOut
    relief: MoneyOut
    shipping: MoneyOut
    contribution: MoneyOut
    total: MoneyOut
    parcels: list[OrderParcelOut]
    who_gets_what: list[GotOut]
    payment: PaymentOut
    refunded: MoneyOut
    given_by_market: MoneyOut
    refunds: list[RefundOut]
    notices: list[NoticeOut]


class OrderShortOut(Out):
    id: str
    state: str
    placed_at: datetime
    paid_at: datetime | None
    total: MoneyOut


class CheckedOutOut(Out):
    """Send the buyer to `checkout_url`; a client with a form of its own (flow `intent`) gives Stripe `client_secret`.

    A guest's cart secret opens the order too, as `Order-Secret`.
    """

    order_id: str
    checkout_url: str | None
    client_secret: str | None = None


class ShipIn(In):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"tracking": "PE123456789FR"}]})

    tracking: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=100)] = ""


class ParcelOut(Out):
    """A parcel as its producer sees it: their lines, where to send it, nothing of other producers."""

    id: str
    order_id: str
    state: str
    placed_at: datetime
    paid_at: datetime | None
    full_name: str
    shipping_address: dict[str, str]
    weight_grams: int
    tracking: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: list[OrderLineOut]
