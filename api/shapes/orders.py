"""Carts and orders: views into answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.base import MoneyOut, money_out
from api.schemas.contributions import ContributionOut
from api.schemas.orders import (
    BuyerOut,
    CartLineOut,
    CartOut,
    CartParcelOut,
    ChangeOut,
    ClaimShortOut,
    GotOut,
    HubRefOut,
    NoticeOut,
    OrderLineOut,
    OrderOut,
    OrderParcelOut,
    OrderShortOut,
    OwnNoticeOut,
    ParcelOut,
    PartyOut,
    PaymentOut,
    PickupPointOut,
    PictureOut,
    ProductRefOut,
    PromotionOut,
    ShippingChoiceOut,
)
from api.schemas.refunds import RefundOut
from kit.settings import Settings
from market.orders.choose_contribution import contribution_of
from market.orders.notice_queries import NoticeView
from market.orders.price_parcels import PricedParcel
from market.orders.rules import Offer, Wanted
from market.orders.views import CartView, GotView, LineView, OrderView, ParcelView, Picture
from market.pricing.labels import part_label
from market.pricing.rules import Breakdown
from market.pricing.shipping.rules import ShippingChoice
from models.enums import OrderState, RefundState, ShippingKind
from models.orders import Order
from models.payments import Refund

_ON_ITS_WAY_OR_THERE = frozenset({RefundState.PENDING, RefundState.SUCCEEDED})


def _picture_out(picture: Picture | None, settings: Settings, locale: str) -> PictureOut | None:
    if picture is None:
        return None
    alt = picture.alt.get(locale) or picture.alt.get("en") or ""
    url = f"{settings.api_url}/v1/media/{picture.id}"
    return PictureOut(
        id=picture.id,
        url=url,
        alt=alt,
        width=picture.width,
        height=picture.height,
        widths=picture.widths,
        colour=picture.colour,
    )


def cart_out(view: CartView, settings: Settings, *, secret: str | None = None) -> CartOut:
    """A cart, with its secret only in the answer that made it."""
    cart = view.cart
    parcels = [_cart_parcel_out(parcel, view, settings) for parcel in view.parcels]
    sums = view.sums
    return CartOut(
        id=cart.id,
        version=cart.version,
        state=cart.state,
        currency=cart.currency,
        country=cart.country,
        parcels=parcels,
        goods=money_out(sums.goods_minor, cart.currency),
        discount=money_out(sums.discount_minor, cart.currency),
        support=money_out(sums.support_minor, cart.currency),
        relief=money_out(sums.relief_minor, cart.currency),
        shipping=money_out(sums.shipping_minor, cart.currency),
        contribution=_contribution_out(view),
        total=money_out(sums.total_minor, cart.currency),
        promotion=_promotion_out(view),
        buyer=BuyerOut.model_validate(view.buyer) if view.buyer else None,
        item_count=view.item_count,
        changes=[ChangeOut(**change.fact()) for change in view.changes],
        secret=secret,
    )


def _promotion_out(view: CartView) -> PromotionOut | None:
    given = view.promotion
    if given is None:
        return None
    return PromotionOut(code=given.code, discount_bps=given.discount_bps, producer_id=given.producer_id)


def _contribution_out(view: CartView) -> ContributionOut | None:
    given = contribution_of(view.cart)
    if given is None:
        return None
    amount = money_out(view.sums.contribution_minor, view.cart.currency)
    return ContributionOut(kind=given.kind, value=given.value, amount=amount)


def _cart_parcel_out(parcel: PricedParcel, view: CartView, settings: Settings) -> CartParcelOut:
    plan, pickup, currency = parcel.plan, parcel.travel.pickup, view.cart.currency
    first = plan.lines[0][1]
    shipping: MoneyOut | None = money_out(parcel.shipping.total_minor, currency) if parcel.shipping else None
    return CartParcelOut(
        producer=PartyOut(
            id=first.producer_id,
            slug=first.producer_slug,
            name=first.producer_name,
            country=first.producer_country,
        ),
        lines=[_cart_line_out(wanted, offer, parts, view, settings) for wanted, offer, parts in parcel.lines],
        goods=money_out(plan.goods_minor, currency),
        discount=money_out(parcel.discount_minor, currency),
        shipping=shipping,
        shipping_choices=[_choice_out(choice, parcel, view) for choice in parcel.travel.choices],
        pickup_point=PickupPointOut(**pickup.snapshot()) if pickup else None,
        changes=[ChangeOut(**change.fact()) for change in view.changes if change.producer_id == first.producer_id],
    )


def _choice_out(choice: ShippingChoice, parcel: PricedParcel, view: CartView) -> ShippingChoiceOut:
    places = view.pickup_points.get(parcel.plan.producer_id, []) if choice.kind is ShippingKind.PICKUP else []
    return ShippingChoiceOut(
        service=choice.service,
        kind=choice.kind,
        label=choice.label,
        days_min=choice.days_min,
        days_max=choice.days_max,
        price=money_out(choice.amount_minor, view.cart.currency),
        is_chosen=choice == parcel.travel.taken,
        pickup_points=[PickupPointOut(**place.snapshot()) for place in places],
    )


def _cart_line_out(wanted: Wanted, offer: Offer, parts: Breakdown, view: CartView, settings: Settings) -> CartLineOut:
    currency = view.cart.currency
    return CartLineOut(
        variant_id=offer.variant_id,
        product=ProductRefOut(
            id=offer.product_id,
            slug=offer.product_slug,
            name=offer.product_name,
            picture=_picture_out(view.pictures.get(offer.picture_id or ""), settings, view.cart.locale),
        ),
        variant_label=offer.variant_label,
        quantity=wanted.quantity,
        unit_price=money_out(offer.amount_minor, currency),
        amount=money_out(offer.amount_minor * wanted.quantity, currency),
        discount=money_out(parts.discount_minor, currency),
        tier=wanted.tier,
        tier_amount=money_out(parts.tier_minor, currency),
        available=max(0, offer.available),
        claims=[ClaimShortOut(**claim.snapshot()) for claim in offer.claims],
        changes=[ChangeOut(**change.fact()) for change in view.changes if change.variant_id == offer.variant_id],
    )


def order_out(view: OrderView, refunds: Sequence[Refund], settings: Settings, *, given_by_market: int = 0) -> OrderOut:
    """An order as its buyer sees it."""
    order = view.order
    # What came back from the buyer's bank has not reached them.
    reached = sum(refund.amount_minor for refund in refunds if refund.state in _ON_ITS_WAY_OR_THERE)
    return OrderOut(
        id=order.id,
        state=order.state,
        placed_at=order.placed_at,
        expires_at=order.expires_at,
        paid_at=order.paid_at,
        currency=order.currency,
        country=order.country,
        email=order.email,
        full_name=order.full_name,
        shipping_address=order.shipping_address,
        buyer=BuyerOut.model_validate(view.buyer) if view.buyer else None,
        goods=money_out(order.goods_minor, order.currency),
        discount=money_out(order.discount_minor, order.currency),
        support=money_out(order.support_minor, order.currency),
        relief=money_out(order.relief_minor, order.currency),
        shipping=money_out(order.shipping_minor, order.currency),
        contribution=money_out(order.contribution_minor, order.currency),
        total=money_out(order.total_minor, order.currency),
        parcels=[
            OrderParcelOut(
                id=parcel.id,
                producer=_producer_out(parcel),
                state=parcel.state,
                shipping=money_out(parcel.shipping_minor, order.currency),
                tracking=parcel.tracking,
                shipped_at=parcel.shipped_at,
                delivered_at=parcel.delivered_at,
                lines=[
                    line_out(line, order.currency, settings, view.pictures, order.locale)
                    for line in view.lines
                    if line.parcel_id == parcel.id
                ],
            )
            for parcel in view.parcels
        ],
        who_gets_what=[_got_out(got, view) for got in view.got],
        payment=PaymentOut(
            state=view.payment_state,
            checkout_url=view.checkout_url if order.state == OrderState.PLACED else None,
        ),
        refunded=money_out(reached, order.currency),
        given_by_market=money_out(given_by_market, order.currency),
        refunds=[RefundOut.of(refund) for refund in refunds],
        notices=[_notice_out(notice) for notice in view.notices],
    )


def _notice_out(notice: NoticeView) -> NoticeOut:
    return NoticeOut(**_told(notice))


def own_notice_out(notice: NoticeView) -> OwnNoticeOut:
    return OwnNoticeOut(id=notice.id, order_id=notice.order_id, placed_at=notice.placed_at, **_told(notice))


def _told(notice: NoticeView) -> dict[str, Any]:
    return {
        "certificate_id": notice.certificate_id,
        "scheme": notice.code,
        "scheme_name": notice.scheme,
        "number": notice.number,
        "holder": notice.holder,
        "withdrawn_at": notice.effective_at,
        "told_at": notice.created_at,
        "reason": notice.reason,
        "line_ids": notice.lines,
    }


def _producer_out(parcel: ParcelView) -> PartyOut:
    return PartyOut(
        id=parcel.producer_id,
        slug=parcel.producer_slug,
        name=parcel.producer_name,
        country=parcel.producer_country,
    )


def _got_out(got: GotView, view: OrderView) -> GotOut:
    party = None
    if got.beneficiary_id and got.beneficiary_slug and got.beneficiary_name and got.beneficiary_country:
        party = PartyOut(
            id=got.beneficiary_id,
            slug=got.beneficiary_slug,
            name=got.beneficiary_name,
            country=got.beneficiary_country,
        )
    return GotOut(
        kind=got.kind,
        label=part_label(got.kind, view.order.locale),
        beneficiary=party,
        amount=money_out(got.amount_minor, view.order.currency),
        given_back=money_out(got.given_back_minor, view.order.currency),
        status=_status(got, view),
        arrived_at=got.paid_at if got.is_paid else None,
    )


def _status(got: GotView, view: OrderView) -> str:
    if view.order.paid_at is None:
        return "awaiting_payment"
    if got.is_paid:
        return "arrived"
    return "on_its_way" if got.is_claimed else "earned"


def line_out(
    line: LineView, currency: str, settings: Settings, pictures: Mapping[str, Picture], locale: str
) -> OrderLineOut:
    """A line with the labels that were shown when it was bought."""
    return OrderLineOut(
        id=line.id,
        product=ProductRefOut(
            id=line.product_id,
            slug=line.product_slug,
            name=line.name,
            picture=_picture_out(pictures.get(line.picture_id or ""), settings, locale),
        ),
        name=line.name,
        variant_id=line.variant_id,
        variant_label=line.variant_label,
        quantity=line.quantity,
        unit_price=money_out(line.unit_amount_minor, currency),
        amount=money_out(line.amount_minor, currency),
        claims=[ClaimShortOut(**claim) for claim in line.claims],
        hub=_hub_out(line),
    )


def _hub_out(line: LineView) -> HubRefOut | None:
    if line.hub_id is None or line.hub_slug is None or line.hub_name is None:
        return None
    return HubRefOut(id=line.hub_id, slug=line.hub_slug, name=line.hub_name)


def parcel_out(parcel: ParcelView, lines: list[LineView], currency: str, settings: Settings) -> ParcelOut:
    """A parcel as its producer sees it."""
    return ParcelOut(
        id=parcel.id,
        order_id=parcel.order_id,
        state=parcel.state,
        placed_at=parcel.placed_at,
        paid_at=parcel.paid_at,
        full_name=parcel.full_name,
        shipping_address=parcel.shipping_address,
        weight_grams=parcel.weight_grams,
        tracking=parcel.tracking,
        shipped_at=parcel.shipped_at,
        delivered_at=parcel.delivered_at,
        lines=[line_out(line, currency, settings, {}, "en") for line in lines],
    )


def order_short_out(order: Order) -> OrderShortOut:
    """An order in a list."""
    return OrderShortOut(
        id=order.id,
        state=order.state,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        total=money_out(order.total_minor, order.currency),
    )
