"""Price the parcels of a cart by the rules in force now: each line's breakdown, each parcel's shipping."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.ledger.accounts import account_of_part
from market.orders import queries
from market.orders.rules import Offer, ParcelPlan, Wanted
from market.pricing import queries as pricing
from market.pricing.errors import NoShippingRate
from market.pricing.rules import Breakdown, Part, breakdown, shipping_parts
from models.enums import VatClass
from models.orders import BreakdownPart, Cart


@dataclass(frozen=True)
class PricedParcel:
    """A parcel with the breakdown of each line; `shipping` is None when the producer does not send there."""

    plan: ParcelPlan
    country: str
    lines: tuple[tuple[Wanted, Offer, Breakdown], ...]
    shipping: Breakdown | None

    def line_rows(self, order_id: str, line_id: str, parts: Breakdown) -> list[BreakdownPart]:
        """The rows that freeze one line's breakdown."""
        return [self._row(order_id, part, line_id=line_id) for part in parts.parts if part.amount_minor]

    def shipping_rows(self, order_id: str, parcel_id: str) -> list[BreakdownPart]:
        """The rows that freeze the parcel's shipping."""
        parts = self.shipping.parts if self.shipping else ()
        return [self._row(order_id, part, parcel_id=parcel_id) for part in parts if part.amount_minor]

    def _row(
        self, order_id: str, part: Part, *, line_id: str | None = None, parcel_id: str | None = None
    ) -> BreakdownPart:
        return BreakdownPart(
            order_id=order_id,
            order_line_id=line_id,
            parcel_id=parcel_id,
            kind=part.kind,
            beneficiary_id=part.beneficiary_id,
            account_code=account_of_part(part.kind, part.beneficiary_id, country=self.country).code,
            amount_minor=part.amount_minor,
            rule_id=part.rule_id,
            rule_note=part.rule_note,
        )


def price_parcels(session: Session, plans: list[ParcelPlan], *, cart: Cart, now: datetime) -> list[PricedParcel]:
    """Every parcel with its prices taken apart. Raises pricing's refusals (no fee schedule, no tax rate)."""
    variant_ids = [wanted.variant_id for plan in plans for wanted, _ in plan.lines]
    facts = pricing.list_price_facts(session, variant_ids, currency=cart.currency, country=cart.country, at=now)
    return [
        PricedParcel(
            plan,
            cart.country,
            tuple(
                (wanted, offer, breakdown(facts[wanted.variant_id], wanted.quantity)) for wanted, offer in plan.lines
            ),
            _shipping(session, plan, cart, now),
        )
        for plan in plans
    ]


def _shipping(session: Session, plan: ParcelPlan, cart: Cart, now: datetime) -> Breakdown | None:
    today = now.date()
    try:
        rate = pricing.get_shipping_rate(
            session,
            today,
            origin_country=plan.origin_country,
            destination_country=cart.country,
            grams=plan.weight_grams,
            currency=cart.currency,
        )
    except NoShippingRate:
        return None
    return shipping_parts(
        rate.amount_minor,
        cart.currency,
        carrier_paid_by=queries.find_market_id(session) or plan.producer_id,
        tax=pricing.get_tax_rate(session, today, country=cart.country, vat_class=VatClass.STANDARD),
        note=f"one parcel up to {rate.max_grams} g",
    )
