"""Every order of the past as rows: what was bought, how its price broke down, how its parcels fared."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.purchases import LOCALES, Purchase
from cli.demo.terms import fee_days
from kit.ids import new_id
from market.orders.price_parcels import PricedParcel, shipping_of
from market.orders.queries import list_offers
from market.orders.rules import Offer, Wanted, parcels_of
from market.pricing.market_price_queries import MarketPriceFacts, frozen_market_price, list_market_prices
from market.pricing.queries import get_tax_rate, list_price_facts
from market.pricing.rules import FloorFacts, PriceFacts, TaxFacts, breakdown
from market.pricing.shipping.rules import ParcelShipping, ShippingChoice
from models.enums import OrderState, ParcelState, PaymentState, ReservationState, ShippingKind, VatClass
from models.orders import BreakdownPart, Order, OrderLine, Parcel, Reservation
from models.payments import Payment

_TO_PAY = timedelta(minutes=3)
_HOLD = timedelta(minutes=31)
_TO_SHIP, _TO_DELIVER = timedelta(days=2), timedelta(days=7)
_VARIANTS = text("select sku, id from variant where sku is not null")
_FLOORED = text("select id from variant where floor_product is not null")
_RATES = text(
    """
    select id, origin_country, destination, max_grams, amount_minor
    from shipping_rate where service = 'standard' order by origin_country, max_grams
    """
)
_CLAIMS_FROM = text("select id, claim_from from certificate where claim_from is not null")


@dataclass(frozen=True)
class PastOrder:
    """One paid order and all its rows; its payment still lacks what Stripe calls it."""

    order: Order
    payment: Payment
    paid_at: datetime
    parcels: list[Parcel] = field(default_factory=list)
    lines: list[OrderLine] = field(default_factory=list)
    parts: list[BreakdownPart] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)


class PriceBook:
    """Prices and rules by country and by the days since which they hold, each asked of the database once."""

    def __init__(self, session: Session, content: DemoContent, ground: Ground, *, now: datetime):
        self._session = session
        self._content = content
        self._ground = ground
        self._now = now
        self.variants = {row.sku: row.id for row in session.execute(_VARIANTS)}
        self._claims_from = {row.id: row.claim_from for row in session.execute(_CLAIMS_FROM)}
        self._days = sorted({*fee_days(content), *(vat.effective_from for vat in content.market.vat)})
        self._facts: dict[tuple[str, int], Mapping[str, PriceFacts]] = {}
        self._floored = list(session.execute(_FLOORED).scalars())
        self._floors: dict[int, Mapping[str, FloorFacts | None]] = {}
        self._quoted: dict[int, Mapping[str, MarketPriceFacts]] = {}
        self._rates = session.execute(_RATES).all()
        self._taxes: dict[tuple[str, int], TaxFacts] = {}
        self._offers: dict[str, dict[str, Offer]] = {}

    def facts(self, country: str, at: datetime) -> Mapping[str, PriceFacts]:
        """With the minimum prices of that week: its exchange rate is frozen with them."""
        facts = self._facts_of_regime(country, at)
        floors = self._floors_of_week(country, at)
        return {**facts, **{variant: replace(facts[variant], floor=floor) for variant, floor in floors.items()}}

    def _floors_of_week(self, country: str, at: datetime) -> Mapping[str, FloorFacts | None]:
        week = self._week(at)
        if week not in self._floors:
            currency = self._content.market.currency
            facts = list_price_facts(self._session, self._floored, currency=currency, country=country, at=at)
            self._floors[week] = {variant: fact.floor for variant, fact in facts.items()}
        return self._floors[week]

    def quoted(self, at: datetime) -> Mapping[str, MarketPriceFacts]:
        """The market prices of that week."""
        week = self._week(at)
        if week not in self._quoted:
            self._quoted[week] = list_market_prices(self._session, self._floored, currency=self.currency, at=at)
        return self._quoted[week]

    def _week(self, at: datetime) -> int:
        return (at.date() - self._content.market.opened_on).days // 7

    def _facts_of_regime(self, country: str, at: datetime) -> Mapping[str, PriceFacts]:
        key = (country, self._regime(at.date()))
        if key not in self._facts:
            currency = self._content.market.currency
            variants = list(self.variants.values())
            self._facts[key] = list_price_facts(self._session, variants, currency=currency, country=country, at=at)
        return self._facts[key]

    def shipping_tax(self, country: str, at: datetime) -> TaxFacts:
        key = (country, self._regime(at.date()))
        if key not in self._taxes:
            self._taxes[key] = get_tax_rate(self._session, at.date(), country=country, vat_class=VatClass.STANDARD)
        return self._taxes[key]

    def offers(self, locale: str, at: datetime) -> dict[str, Offer]:
        """What is for sale, each with those of today's labels that it already carried at `at`."""
        if locale not in self._offers:
            currency = self._content.market.currency
            variants = list(self.variants.values())
            self._offers[locale] = list_offers(self._session, variants, currency=currency, lang=locale, now=self._now)
        return {
            variant_id: replace(
                offer, claims=tuple(claim for claim in offer.claims if self._claims_from[claim.certificate_id] <= at)
            )
            for variant_id, offer in self._offers[locale].items()
        }

    def travel(self, origin: str, grams: int, country: str, at: datetime) -> ParcelShipping:
        """The lightest parcel that holds so much, sent by the standard service."""
        rate = next(rate for rate in self._rates if rate.origin_country == origin and grams <= rate.max_grams)
        choice = ShippingChoice(
            service="standard",
            kind=ShippingKind.DELIVERY,
            label="",
            days_min=None,
            days_max=None,
            rule_id=rate.id,
            max_grams=rate.max_grams,
            destination=rate.destination,
            amount_minor=rate.amount_minor,
        )
        return ParcelShipping((choice,), (), None, self.shipping_tax(country, at))

    @property
    def carrier_paid_by(self) -> str:
        return self._ground.market_id

    @property
    def currency(self) -> str:
        return self._content.market.currency

    @property
    def market_country(self) -> str:
        return self._content.market.country

    def _regime(self, day: date) -> int:
        return bisect_right(self._days, day)


def past_orders(book: PriceBook, purchases: Sequence[Purchase], ground: Ground, *, now: datetime) -> list[PastOrder]:
    """The orders of these purchases, in their order."""
    return [_past_order(book, purchase, ground, now) for purchase in purchases]


def _past_order(book: PriceBook, purchase: Purchase, ground: Ground, now: datetime) -> PastOrder:
    priced = _priced(book, purchase)
    goods = sum(parcel.plan.goods_minor for parcel in priced)
    shipping = sum(parcel.shipping.total_minor for parcel in priced if parcel.shipping)
    order = Order(
        id=new_id("ord", int(purchase.at.timestamp() * 1000)),
        person_id=ground.people[purchase.person] if purchase.person else None,
        buyer_organisation_id=ground.organisations[purchase.organisation] if purchase.organisation else None,
        email=purchase.email,
        full_name=purchase.name,
        shipping_address=dict(purchase.address),
        country=purchase.country,
        locale=LOCALES.get(purchase.country, "en"),
        currency=book.currency,
        goods_minor=goods,
        shipping_minor=shipping,
        total_minor=goods + shipping,
        state=OrderState.PAID,
        placed_at=purchase.at,
        expires_at=purchase.at + _HOLD,
        paid_at=purchase.at + _TO_PAY,
    )
    payment = Payment(
        order_id=order.id,
        amount_minor=order.total_minor,
        currency=order.currency,
        state=PaymentState.SUCCEEDED,
        created_at=purchase.at,
        succeeded_at=purchase.at + _TO_PAY,
    )
    past = PastOrder(order, payment, purchase.at + _TO_PAY)
    for parcel in priced:
        _add_parcel(past, parcel, book.quoted(purchase.at), now)
    return past


def _priced(book: PriceBook, purchase: Purchase) -> list[PricedParcel]:
    offers = book.offers(LOCALES.get(purchase.country, "en"), purchase.at)
    facts = book.facts(purchase.country, purchase.at)
    wanted = [
        Wanted(book.variants[sku], quantity, offers[book.variants[sku]].amount_minor, ())
        for sku, quantity in purchase.quantities.items()
    ]
    priced = []
    for plan in parcels_of(wanted, offers):
        travel = book.travel(plan.origin_country, plan.weight_grams, purchase.country, purchase.at)
        priced.append(
            PricedParcel(
                plan,
                purchase.country,
                book.market_country,
                tuple((line, offer, breakdown(facts[line.variant_id], line.quantity)) for line, offer in plan.lines),
                travel,
                shipping_of(travel, book.currency, carrier_paid_by=book.carrier_paid_by),
            )
        )
    return priced


def _add_parcel(past: PastOrder, priced: PricedParcel, quoted: Mapping[str, MarketPriceFacts], now: datetime) -> None:
    assert priced.shipping is not None
    order = past.order
    parcel = Parcel(
        id=new_id("pcl", int(order.placed_at.timestamp() * 1000)),
        order_id=order.id,
        producer_id=priced.plan.producer_id,
        weight_grams=priced.plan.weight_grams,
        shipping_minor=priced.shipping.total_minor,
    )
    _travel(parcel, past.paid_at, now)
    past.parcels.append(parcel)
    past.parts.extend(BreakdownPart.model_validate(row) for row in priced.shipping_rows(order.id, parcel.id))
    for wanted, offer, parts in priced.lines:
        line = OrderLine(
            id=new_id("li"),
            order_id=order.id,
            parcel_id=parcel.id,
            producer_id=offer.producer_id,
            product_id=offer.product_id,
            variant_id=offer.variant_id,
            name=offer.product_name,
            variant_label=offer.variant_label,
            quantity=wanted.quantity,
            unit_amount_minor=offer.amount_minor,
            amount_minor=offer.amount_minor * wanted.quantity,
            floor_minor=parts.floor_minor,
            floor_rule_id=parts.floor_rule_id,
            floor_note=parts.floor_note,
            **frozen_market_price(quoted.get(offer.variant_id), wanted.quantity),
            claims=[claim.snapshot() for claim in offer.claims],
        )
        past.lines.append(line)
        past.parts.extend(BreakdownPart.model_validate(row) for row in priced.line_rows(order.id, line.id, parts))
        past.reservations.append(
            Reservation(
                order_line_id=line.id,
                order_id=order.id,
                variant_id=offer.variant_id,
                quantity=wanted.quantity,
                expires_at=order.expires_at,
                state=ReservationState.SOLD,
            )
        )


def _travel(parcel: Parcel, paid_at: datetime, now: datetime) -> None:
    """Let the parcel come as far as it should have: on its way within two days, there a week later."""
    shipped_at, delivered_at = paid_at + _TO_SHIP, paid_at + _TO_SHIP + _TO_DELIVER
    parcel.state = ParcelState.TO_PACK
    if shipped_at <= now:
        parcel.state, parcel.shipped_at = ParcelState.SHIPPED, shipped_at
    if delivered_at <= now:
        parcel.state, parcel.delivered_at = ParcelState.DELIVERED, delivered_at
