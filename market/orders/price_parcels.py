"""Price the parcels of a cart by the rules in force now: each line's breakdown, each parcel's shipping."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.ledger.accounts import AccountSpec, account_of_part
from market.orders.freeze_queries import Fields
from market.orders.rules import Change, Offer, ParcelPlan, Wanted
from market.pricing.queries import list_price_facts
from market.pricing.rules import Breakdown, Part, PriceFacts, PromotionFacts, breakdown, shipping_parts, without_fee
from market.pricing.shipping.queries import list_parcel_shipping
from market.pricing.shipping.rules import ParcelFacts, ParcelShipping, shipping_changes
from market.pricing.tiers.queries import find_pot, list_tiers
from market.pricing.tiers.rules import TierFacts, step_on_offer, with_tier
from market.pricing.waiver_queries import list_waivers
from models.enums import PartKind, Tier
from models.orders import Cart


@dataclass(frozen=True)
class PricedParcel:
    """A parcel with the breakdown of each line, and the ways it may travel; `shipping` is None when the producer does
    not send there, or not in the way that was chosen. `country` is where it goes, `market_country` the market's own.
    `tier_steps` is what each variant's tier adds to the price of one unit, None where it is not to be had.
    """

    plan: ParcelPlan
    country: str
    market_country: str
    lines: tuple[tuple[Wanted, Offer, Breakdown], ...]
    travel: ParcelShipping
    shipping: Breakdown | None
    tier_steps: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def discount_minor(self) -> int:
        return sum(parts.discount_minor for _, _, parts in self.lines)

    @property
    def support_minor(self) -> int:
        """What supporters pay on top of fair prices."""
        return sum(max(0, parts.tier_minor) for _, _, parts in self.lines)

    @property
    def relief_minor(self) -> int:
        """What the solidarity fund pays instead of the buyer."""
        return sum(max(0, -parts.tier_minor) for _, _, parts in self.lines)

    def line_rows(self, order_id: str, line_id: str, parts: Breakdown) -> list[Fields]:
        """The rows that freeze one line's breakdown. No VAT on the fee and no fee are some too: their notes
        name the law, or the trade agreement."""
        kept = [part for part in parts.parts if part.amount_minor or part.is_waiver or part.kind is PartKind.FEE_VAT]
        return [self._row(order_id, part, line_id=line_id) for part in kept]

    def shipping_rows(self, order_id: str, parcel_id: str) -> list[Fields]:
        """The rows that freeze the parcel's shipping."""
        parts = self.shipping.parts if self.shipping else ()
        return [self._row(order_id, part, parcel_id=parcel_id) for part in parts if part.amount_minor]

    def changes(self) -> Iterator[Change]:
        """What of the parcel's way is not as it was shown."""
        for change in shipping_changes(self.travel):
            yield Change("", change.code, change.was, change.now, self.plan.producer_id)

    def tier_changes(self, gone: Collection[Tier]) -> Iterator[Change]:
        """What of the tiers is not as it was shown: another step, or none when it is not offered any more, or is among
        those that the fund cannot stand behind."""
        for wanted, _, _ in self.lines:
            step = self.tier_steps[wanted.variant_id]
            if step is None or wanted.tier in gone:
                yield Change(wanted.variant_id, "tier_gone", wanted.tier, "")
            elif step != wanted.shown_tier_minor:
                yield Change(wanted.variant_id, "tier_changed", str(wanted.shown_tier_minor), str(step))

    def _row(self, order_id: str, part: Part, *, line_id: str | None = None, parcel_id: str | None = None) -> Fields:
        account = account_of_part(
            part.kind, part.beneficiary_id, country=self.country, market_country=self.market_country
        )
        return part_row(order_id, part, account, line_id=line_id, parcel_id=parcel_id)


def part_row(
    order_id: str, part: Part, account: AccountSpec, *, line_id: str | None = None, parcel_id: str | None = None
) -> Fields:
    """The row that freezes one part: of a line, of a parcel, or of the order as a whole."""
    return {
        "id": new_id("bdp"),
        "order_id": order_id,
        "order_line_id": line_id,
        "parcel_id": parcel_id,
        "kind": part.kind,
        "payer": part.payer,
        "beneficiary_id": part.beneficiary_id,
        "account_code": account.code,
        "amount_minor": part.amount_minor,
        "rule_id": part.rule_id,
        "rule_version": part.rule_version,
        "rule_note": part.rule_note,
    }


def price_parcels(
    session: Session,
    plans: list[ParcelPlan],
    *,
    cart: Cart,
    shown_in: str,
    promotion: PromotionFacts | None,
    now: datetime,
) -> list[PricedParcel]:
    """Every parcel with its prices taken apart: two statements, however many parcels and ways to send
    them; a third for what an organisation buys.

    `shown_in` is the country for which the cart's shipping was shown. Raises pricing's refusals.
    """
    variant_ids = [wanted.variant_id for plan in plans for wanted, _ in plan.lines]
    facts = list_price_facts(session, variant_ids, currency=cart.currency, country=cart.country, at=now)
    if cart.buyer_organisation_id is not None:
        facts = without_fee(facts, list_waivers(session, variant_ids, buyer_id=cart.buyer_organisation_id, at=now))
    today = now.astimezone(UTC).date()
    # Another country than the one shown is another price, not a change of it.
    shown_on = cart.updated_at.astimezone(UTC).date() if shown_in == cart.country else today
    tiers = list_tiers(session, variant_ids)
    travel = list_parcel_shipping(
        session,
        [ParcelFacts(plan.producer_id, plan.origin_country, plan.weight_grams) for plan in plans],
        country=cart.country,
        currency=cart.currency,
        lang=cart.locale,
        on=today,
        shown_on=min(shown_on, today),
        cart_id=cart.id,
    )
    return [_priced(plan, facts, tiers, travel[plan.producer_id], cart, promotion) for plan in plans]


def tier_changes(session: Session, priced: Sequence[PricedParcel], *, currency: str) -> list[Change]:
    """What of a whole cart's tiers is not as it was shown. The fund pays for all that is asked of it, or nothing, and a
    closed one takes nothing either."""
    relief = sum(parcel.relief_minor for parcel in priced)
    if not relief and not any(parcel.support_minor for parcel in priced):
        gone: tuple[Tier, ...] = ()
    else:
        pot = find_pot(session, currency)
        if pot is None or not pot.is_open:
            gone = (Tier.SOLIDARITY, Tier.SUPPORTER)
        else:
            gone = () if pot.covers(relief) else (Tier.SOLIDARITY,)
    return [change for parcel in priced for change in parcel.tier_changes(gone)]


def _priced(
    plan: ParcelPlan,
    facts: dict[str, PriceFacts],
    tiers: Mapping[str, TierFacts],
    travel: ParcelShipping,
    cart: Cart,
    promotion: PromotionFacts | None,
) -> PricedParcel:
    first = facts[plan.lines[0][0].variant_id]
    steps = {wanted.variant_id: _step(wanted, facts[wanted.variant_id], tiers) for wanted, _ in plan.lines}
    return PricedParcel(
        plan=plan,
        country=cart.country,
        market_country=first.fee_tax.market_country,
        lines=tuple(
            (wanted, offer, _tiered(wanted, facts[wanted.variant_id], tiers, steps[wanted.variant_id], promotion))
            for wanted, offer in plan.lines
        ),
        tier_steps=steps,
        travel=travel,
        shipping=shipping_of(travel, cart.currency, carrier_paid_by=first.market_id or plan.producer_id),
    )


def _step(wanted: Wanted, facts: PriceFacts, tiers: Mapping[str, TierFacts]) -> int | None:
    has_fund = facts.fund_owner_id is not None
    offered = tiers.get(wanted.variant_id)
    return step_on_offer(wanted.tier, facts.unit_amount_minor, offered, facts.currency, has_fund=has_fund)


def _tiered(
    wanted: Wanted,
    facts: PriceFacts,
    tiers: Mapping[str, TierFacts],
    step: int | None,
    promotion: PromotionFacts | None,
) -> Breakdown:
    fair = breakdown(facts, wanted.quantity, promotion)
    if not step or facts.fund_owner_id is None:
        return fair
    moved = step * wanted.quantity
    return with_tier(fair, tiers[wanted.variant_id], wanted.tier, moved_minor=moved, fund_owner_id=facts.fund_owner_id)


def shipping_of(travel: ParcelShipping, currency: str, *, carrier_paid_by: str) -> Breakdown | None:
    """What the way that is taken costs, and who gets it; None when it is not to be had."""
    taken = travel.taken
    if taken is None or travel.tax is None:
        return None
    return shipping_parts(
        taken.amount_minor,
        currency,
        carrier_paid_by=carrier_paid_by,
        tax=travel.tax,
        rule_id=taken.rule_id,
        note=taken.note,
    )
