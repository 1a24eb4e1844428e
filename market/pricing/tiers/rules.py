"""What a buyer pays beside the fair price: less, and the solidarity fund the rest; more; or a gift to it. Pure.

The fair price, its VAT and everybody's share of it are the same whichever tier a buyer takes: a payment of the fund
towards a price belongs to what is taxed (art. 73 of directive 2006/112/EC), and what a supporter gives on top buys
nothing. A tier moves the price of one unit, rounded half up to what can be charged, so that a line is whole units of
one price.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from kit.currencies import NotChargeable, currency_facts
from kit.money import BASIS_POINTS, half_up
from market.pricing.rules import Breakdown, Part, per_cent
from models.enums import ContributionKind, PartKind, Payer, Tier


@dataclass(frozen=True)
class TierFacts:
    """How far below and above the fair price a product may be had; nothing means that there is no such tier."""

    product_id: str
    solidarity_bps: int
    supporter_bps: int

    def has(self, tier: Tier) -> bool:
        return tier is Tier.FAIR or self.share(tier) != 0

    def share(self, tier: Tier) -> int:
        """What the tier adds to the fair price in basis points, below zero what it takes off."""
        match tier:
            case Tier.SOLIDARITY:
                return -self.solidarity_bps
            case Tier.SUPPORTER:
                return self.supporter_bps
            case Tier.FAIR:  # pragma: no branch  # every tier is named
                return 0


def tier_step(unit_minor: int, facts: TierFacts, tier: Tier, currency: str) -> int:
    """What the tier adds to the fair price of one unit, below zero what it takes off."""
    step = currency_facts(currency).charge_step
    return step * half_up(Fraction(unit_minor * facts.share(tier), BASIS_POINTS * step))


def step_on_offer(tier: Tier, unit_minor: int, facts: TierFacts | None, currency: str, *, has_fund: bool) -> int | None:
    """The same; None where the tier is not to be had, or no fund stands behind it. The fair price always is."""
    if tier is Tier.FAIR:
        return 0
    if facts is None or not has_fund or not facts.has(tier):
        return None
    return tier_step(unit_minor, facts, tier, currency)


def with_tier(parts: Breakdown, facts: TierFacts, tier: Tier, *, moved_minor: int, fund_owner_id: str) -> Breakdown:
    """The breakdown of a line with what the buyer gives the fund on top, or the fund gives instead of the buyer.

    `moved_minor` is what the tier makes of all units together. The fund never gives more than the buyer
    would have paid.
    """
    moved = max(moved_minor, -parts.total_minor)
    if not moved:
        return parts
    kind, payer = (PartKind.TIER_SUPPORT, Payer.BUYER) if moved > 0 else (PartKind.TIER_RELIEF, Payer.FUND)
    share = facts.share(tier)
    note = f"{per_cent(abs(share))} {'above' if share > 0 else 'below'} the fair price"
    part = Part(kind, payer, fund_owner_id, moved, facts.product_id, note)
    return replace(parts, total_minor=parts.total_minor + moved, parts=(*parts.parts, part), tier_minor=moved)


@dataclass(frozen=True)
class Contribution:
    """What a buyer adds: `value` is minor units (fixed), basis points of the goods (percent), or nothing (round_up)."""

    kind: ContributionKind
    value: int


def contribution_minor(given: Contribution | None, *, goods_minor: int, total_minor: int, currency: str) -> int:
    """What it comes to for goods and a total that the buyer pays without it.

    Raises NotChargeable for a fixed amount that is no multiple of the currency's smallest step.
    """
    if given is None:
        return 0
    known = currency_facts(currency)
    step = known.charge_step
    match given.kind:
        case ContributionKind.FIXED:
            if given.value % step:
                raise NotChargeable(given.value, currency, step, known.least_charge)
            return given.value
        case ContributionKind.PERCENT:
            return step * half_up(Fraction(goods_minor * given.value, BASIS_POINTS * step))
        case ContributionKind.ROUND_UP:  # pragma: no branch  # every kind is named
            whole: int = max(10**known.exponent, step)
            return -total_minor % whole


def contribution_part(given: Contribution, minor: int, *, fund_owner_id: str) -> Part:
    """Its part in the breakdown of an order."""
    notes = {
        ContributionKind.FIXED: "added by the buyer",
        ContributionKind.PERCENT: f"added by the buyer, {per_cent(given.value)} of the goods",
        ContributionKind.ROUND_UP: "added by the buyer, rounded up to a whole unit",
    }
    return Part(PartKind.CONTRIBUTION, Payer.BUYER, fund_owner_id, minor, None, notes[given.kind])
