"""What tiers and gifts make of a price: everybody's share as at the fair price, and sums to the last unit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import NotChargeable
from market.pricing.rules import Breakdown, FeeFacts, FeeTaxFacts, PriceFacts, PromotionFacts, TaxFacts, breakdown
from market.pricing.tiers.rules import (
    Contribution,
    TierFacts,
    contribution_minor,
    step_on_offer,
    tier_step,
    with_tier,
)
from models.enums import ContributionKind, PartKind, Payer, Tier

FIXED, PERCENT, ROUND_UP = ContributionKind.FIXED, ContributionKind.PERCENT, ContributionKind.ROUND_UP
FACTS = PriceFacts(
    unit_amount_minor=1490,
    unit_premium_minor=44,
    currency="EUR",
    producer_id="org_producer",
    federation_id="org_federation",
    market_id="org_market",
    fund_owner_id="org_fund",
    fees=FeeFacts("fee_1", "standard", 1, date(2026, 1, 1), 800, 100, 50),
    tax=TaxFacts("tax_1", "FR", "food", 550, date(2026, 1, 1)),
    fee_tax=FeeTaxFacts(None, "FR", 0, None, ""),
    dues_tax=FeeTaxFacts(None, "FR", 0, None, ""),
)


def at_tier(tier: Tier, quantity: int, tiers: TierFacts, promotion: PromotionFacts | None = None) -> Breakdown:
    fair = breakdown(FACTS, quantity, promotion)
    moved = tier_step(FACTS.unit_amount_minor, tiers, tier, "EUR") * quantity
    return with_tier(fair, tiers, tier, moved_minor=moved, fund_owner_id="org_fund")


@given(st.sampled_from(Tier), st.integers(1, 99), st.integers(0, 5000), st.integers(0, 10_000), st.integers(0, 9000))
def test_everybody_gets_what_they_get_at_the_fair_price(
    tier: Tier, quantity: int, below: int, above: int, discount: int
) -> None:
    promotion = PromotionFacts("prm_1", "spring", None, True, discount) if discount else None
    tiers = TierFacts("prd_1", below, above)
    fair, taken = breakdown(FACTS, quantity, promotion), at_tier(tier, quantity, tiers, promotion)
    beside = {PartKind.TIER_SUPPORT, PartKind.TIER_RELIEF}
    assert [part for part in taken.parts if part.kind not in beside] == list(fair.parts)
    assert sum(part.amount_minor for part in taken.parts) == taken.total_minor >= 0
    assert taken.total_minor - fair.total_minor == taken.tier_minor
    assert (taken.tier_minor > 0) <= (tier is Tier.SUPPORTER)
    assert (taken.tier_minor < 0) <= (tier is Tier.SOLIDARITY)
    assert all((part.payer is Payer.FUND) == (part.kind is PartKind.TIER_RELIEF) for part in taken.parts)
    if not discount:
        assert taken.tier_minor % quantity == 0, "a line is whole units of one price"


@pytest.mark.parametrize(
    ("unit", "share", "currency", "step"),
    [
        (1490, 2000, "EUR", -298),
        (1, 5000, "EUR", -1),
        (3, 1500, "EUR", 0),
        (695, 333, "EUR", -23),
        (990, 50, "JPY", -5),
    ],
)
def test_a_step_is_rounded_half_away_from_nothing(unit: int, share: int, currency: str, step: int) -> None:
    assert tier_step(unit, TierFacts("prd_1", share, 0), Tier.SOLIDARITY, currency) == step
    assert tier_step(unit, TierFacts("prd_1", 0, share), Tier.SUPPORTER, currency) == -step


def test_a_fund_never_pays_more_than_the_buyer_would() -> None:
    nearly_free = PromotionFacts("prm_1", "gift", None, True, 9000)
    taken = at_tier(Tier.SOLIDARITY, 2, TierFacts("prd_1", 5000, 0), nearly_free)
    assert taken.total_minor == 0
    assert taken.amount_of(PartKind.TIER_RELIEF) == -breakdown(FACTS, 2, nearly_free).total_minor


@pytest.mark.parametrize(
    ("tier", "tiers", "has_fund", "step"),
    [
        (Tier.FAIR, None, False, 0),
        (Tier.SOLIDARITY, TierFacts("prd_1", 2000, 0), True, -298),
        (Tier.SOLIDARITY, TierFacts("prd_1", 2000, 0), False, None),
        (Tier.SUPPORTER, TierFacts("prd_1", 0, 2000), False, None),
        (Tier.SUPPORTER, TierFacts("prd_1", 2000, 0), True, None),
        (Tier.SUPPORTER, None, True, None),
    ],
)
def test_only_the_fair_price_is_to_be_had_without_a_fund(
    tier: Tier, tiers: TierFacts | None, has_fund: bool, step: int | None
) -> None:
    assert step_on_offer(tier, 1490, tiers, "EUR", has_fund=has_fund) == step


def test_the_step_of_a_currency_is_kept() -> None:
    assert tier_step(150_000, TierFacts("prd_1", 333, 0), Tier.SOLIDARITY, "MGA") == -5000


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_rounding_up_ends_in_a_whole_unit_and_adds_less_than_one(goods: int, total: int) -> None:
    added = contribution_minor(Contribution(ROUND_UP, 0), goods_minor=goods, total_minor=total, currency="EUR")
    assert 0 <= added < 100
    assert (total + added) % 100 == 0


@pytest.mark.parametrize(
    ("given_", "added"),
    [
        (None, 0),
        (Contribution(FIXED, 200), 200),
        (Contribution(PERCENT, 200), 30),
        (Contribution(PERCENT, 1), 0),
        (Contribution(ROUND_UP, 0), 20),
    ],
)
def test_what_is_added(given_: Contribution | None, added: int) -> None:
    assert contribution_minor(given_, goods_minor=1490, total_minor=2080, currency="EUR") == added


def test_what_cannot_be_charged_is_not_added() -> None:
    with pytest.raises(NotChargeable):
        contribution_minor(Contribution(FIXED, 150), goods_minor=0, total_minor=0, currency="MGA")
