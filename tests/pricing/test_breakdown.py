"""The breakdown: worked by hand, and for every price there is."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import NotChargeable, UnknownCurrency, currency_facts
from kit.money import ceiling, share_of
from market.pricing.errors import BadQuantity, PriceTooLow
from market.pricing.labels import part_label
from market.pricing.rules import (
    Breakdown,
    FeeFacts,
    FeeTaxFacts,
    FloorFacts,
    Part,
    PriceFacts,
    PromotionFacts,
    TaxFacts,
    breakdown,
    per_cent,
    shipping_parts,
)
from models.enums import PartKind, Payer

FEES = FeeFacts("fee_2", "standard", 2, date(2026, 1, 1), 800, 100, 50)
NO_TAX = TaxFacts(None, "FR", "zero", 0, None)
FOOD_TAX = TaxFacts("tax_1", "FR", "food", 550, date(2024, 11, 1))
REVERSE_CHARGE = FeeTaxFacts("ftr_1", "FR", 0, date(2024, 1, 1), "reverse charge, article 196 of the VAT directive")
FEE_TAX = FeeTaxFacts("ftr_2", "FR", 2000, date(2024, 1, 1), "")
COFFEE = PriceFacts(
    1494, 44, "EUR", "org_a", "org_fed", "org_market", "org_fund", FEES, NO_TAX, REVERSE_CHARGE, REVERSE_CHARGE
)
COCOA = replace(COFFEE, unit_amount_minor=707, unit_premium_minor=12, producer_id="org_b")
# 12.80 per kg; 12.10 per kg in bags of 500 g: cents for one unit.
COFFEE_FLOOR = FloorFacts("mpr_1", Fraction(1280), "12.80 per kg")
COCOA_FLOOR = FloorFacts("mpr_2", Fraction(605), "12.10 per kg")
TEN_OFF = PromotionFacts("prm_1", "spring", "org_b", False, 1000)


def amounts(parts: tuple[Part, ...]) -> dict[str, int]:
    return {part.kind: part.amount_minor for part in parts}


def test_two_kilos_of_coffee() -> None:
    split = breakdown(replace(COFFEE, floor=COFFEE_FLOOR), 2)
    assert split.total_minor == 2988
    assert split.floor_minor == 2560
    assert amounts(split.parts) == {
        "producer": 2624,
        "premium": 88,
        "federation_dues": 29,
        "solidarity": 15,
        "market_fee": 232,
    }


def test_three_bags_of_cocoa() -> None:
    split = breakdown(replace(COCOA, floor=COCOA_FLOOR), 3)
    assert split.floor_minor == 1815
    assert amounts(split.parts) == {
        "producer": 1887,
        "premium": 36,
        "federation_dues": 21,
        "solidarity": 10,
        "market_fee": 167,
    }


def test_the_two_together_are_what_the_buyer_pays() -> None:
    """Goods 29.00 and 20.85, premium 1.24, shipping 5.90."""
    lines = (breakdown(COFFEE, 2), breakdown(COCOA, 3))
    shipping = shipping_parts(590, "EUR", carrier_paid_by="org_market", tax=NO_TAX, rule_id="shr_1", note="one parcel")
    every = [part for split in (*lines, shipping) for part in split.parts]
    assert sum(part.amount_minor for part in every) == 5699
    by_kind = {kind: sum(part.amount_minor for part in every if part.kind is kind) for kind in PartKind}
    assert by_kind[PartKind.MARKET_FEE] == 399
    assert by_kind[PartKind.FEDERATION_DUES] == 50
    assert by_kind[PartKind.SOLIDARITY] == 25
    assert by_kind[PartKind.PREMIUM] == 124


def test_a_promotion_that_takes_the_producer_below_the_minimum_is_topped_up_by_the_market() -> None:
    """10 % off the cocoa: goods 18.76, net 16.98, below 18.15; the market puts 1.17 in."""
    split = breakdown(replace(COCOA, floor=COCOA_FLOOR), 3, TEN_OFF)
    assert split.discount_minor == 209
    assert split.total_minor == 2085 - 209 + 36
    assert amounts(split.parts) == {
        "producer": 1698,
        "premium": 36,
        "federation_dues": 19,
        "solidarity": 9,
        "market_fee": 150,
        "minimum_price_topup": 117,
        "minimum_price_subsidy": -117,
    }
    by_kind = {part.kind: part for part in split.parts}
    topup, subsidy = by_kind[PartKind.MINIMUM_PRICE_TOPUP], by_kind[PartKind.MINIMUM_PRICE_SUBSIDY]
    assert (topup.beneficiary_id, topup.payer, topup.rule_id) == ("org_b", Payer.MARKET, "mpr_2")
    assert (subsidy.beneficiary_id, subsidy.payer, subsidy.rule_id) == ("org_market", Payer.MARKET, "mpr_2")
    assert by_kind[PartKind.PRODUCER].rule_id == "prm_1"
    assert by_kind[PartKind.PRODUCER].rule_note == (
        "the goods, after the shares below; 10 % off the goods, promotion spring, borne by the producer"
    )
    assert sum(part.amount_minor for part in split.parts) == split.total_minor


def test_a_promotion_that_the_market_bears_leaves_every_part_as_it_was() -> None:
    borne = replace(TEN_OFF, is_borne_by_market=True)
    full, split = (breakdown(replace(COCOA, floor=COCOA_FLOOR, tax=FOOD_TAX), 3, given) for given in (None, borne))
    assert split.parts[:-1] == full.parts
    subsidy = split.parts[-1]
    assert (subsidy.kind, subsidy.payer, subsidy.amount_minor) == (PartKind.DISCOUNT_SUBSIDY, Payer.MARKET, -209)
    assert (subsidy.beneficiary_id, subsidy.rule_id) == ("org_market", "prm_1")
    assert subsidy.rule_note == "10 % off the goods, promotion spring, borne by the market"
    assert split.total_minor == full.total_minor - 209


def test_a_promotion_is_for_one_producer_or_for_all() -> None:
    assert breakdown(COFFEE, 2, TEN_OFF) == breakdown(COFFEE, 2)
    for_all = replace(TEN_OFF, producer_id=None, is_borne_by_market=True)
    assert breakdown(COFFEE, 2, for_all).discount_minor == 290


def test_tax_is_recomputed_inside_the_discounted_price() -> None:
    split = breakdown(replace(COCOA, tax=FOOD_TAX), 3, TEN_OFF)
    # 1912 × 550 / 10550 = 99.68 → 100, of 2121 it would be 111
    assert split.amount_of(PartKind.VAT) == 100
    assert breakdown(replace(COCOA, tax=FOOD_TAX), 3).amount_of(PartKind.VAT) == 111


def test_vat_is_taken_out_before_anybody_shares() -> None:
    split = breakdown(replace(COFFEE, tax=FOOD_TAX), 1)
    # 1494 × 550 / 10550 = 77.89 → 78; goods = 1494 − 78 − 44 = 1372
    assert split.amount_of(PartKind.VAT) == 78
    assert split.amount_of(PartKind.MARKET_FEE) == 110
    assert split.amount_of(PartKind.PRODUCER) == 1372 - 110 - 14 - 7


def test_tax_on_what_the_producer_is_charged_comes_out_of_the_goods() -> None:
    split = breakdown(replace(COFFEE, fee_tax=FEE_TAX, dues_tax=replace(FEE_TAX, rule_id="ftr_3", rate_bps=1000)), 2)
    # fee 232, VAT 20 % of it 46.4 → 46; dues 29 and VAT 10 % of them 2.9 → 3, which the federation pays on
    by_kind = {part.kind: part for part in split.parts}
    assert by_kind[PartKind.FEE_VAT].amount_minor == 46
    assert by_kind[PartKind.FEDERATION_DUES].amount_minor == 32
    assert by_kind[PartKind.PRODUCER].amount_minor == 2900 - 232 - 46 - 32 - 15
    assert by_kind[PartKind.FEE_VAT].beneficiary_id is None
    assert by_kind[PartKind.FEE_VAT].rule_id == "ftr_2"
    assert by_kind[PartKind.FEE_VAT].rule_note == "VAT FR 20 % on the market fee, rate of 2024-01-01"
    assert by_kind[PartKind.FEDERATION_DUES].rule_note == "1 % of goods, schedule 2 of 2026-01-01, with VAT 10 %"


def test_each_part_says_whose_it_is_who_pays_it_and_by_which_rule() -> None:
    facts = replace(COFFEE, tax=FOOD_TAX, fee_tax=replace(FEE_TAX, legal_note="article 44"))
    by_kind = {part.kind: part for part in breakdown(facts, 1).parts}
    assert by_kind[PartKind.MARKET_FEE].beneficiary_id == "org_market"
    assert by_kind[PartKind.MARKET_FEE].rule_id == "fee_2"
    assert by_kind[PartKind.MARKET_FEE].rule_version == 2
    assert by_kind[PartKind.MARKET_FEE].rule_note == "8 % of goods, schedule 2 of 2026-01-01"
    assert by_kind[PartKind.FEE_VAT].rule_note == "VAT FR 20 % on the market fee, rate of 2024-01-01; article 44"
    assert by_kind[PartKind.SOLIDARITY].rule_note == "0.5 % of goods, schedule 2 of 2026-01-01"
    assert by_kind[PartKind.FEDERATION_DUES].beneficiary_id == "org_fed"
    assert by_kind[PartKind.PREMIUM].beneficiary_id == "org_a"
    assert by_kind[PartKind.VAT].beneficiary_id is None
    assert by_kind[PartKind.VAT].rule_note == "VAT FR 5.5 % inside the price, rate of 2024-11-01"
    assert {kind for kind, part in by_kind.items() if part.payer is Payer.PRODUCER} == {
        PartKind.MARKET_FEE,
        PartKind.FEE_VAT,
        PartKind.FEDERATION_DUES,
        PartKind.SOLIDARITY,
    }
    assert by_kind[PartKind.PRODUCER].payer is by_kind[PartKind.PREMIUM].payer is Payer.BUYER


def test_no_federation_no_dues_and_the_producer_keeps_them() -> None:
    alone = breakdown(replace(COFFEE, federation_id=None), 2)
    assert alone.amount_of(PartKind.FEDERATION_DUES) == 0
    assert alone.amount_of(PartKind.PRODUCER) == 2624 + 29


def test_where_a_scheme_sets_no_minimum_the_row_is_named_all_the_same() -> None:
    split = breakdown(replace(COFFEE, floor=FloorFacts("mpr_3", None, "no minimum price is set")), 2)
    assert (split.floor_minor, split.floor_rule_id, split.floor_note) == (None, "mpr_3", "no minimum price is set")
    assert split.parts == breakdown(COFFEE, 2).parts


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_cannot_be_bought(quantity: int) -> None:
    with pytest.raises(BadQuantity):
        breakdown(COFFEE, quantity)


@pytest.mark.parametrize(
    "facts",
    [
        replace(COFFEE, unit_amount_minor=100, unit_premium_minor=99, tax=replace(NO_TAX, rate_bps=2000)),
        replace(COFFEE, unit_amount_minor=100, unit_premium_minor=101),
        replace(COFFEE, unit_premium_minor=-1),
        replace(COFFEE, fees=replace(FEES, market_fee_bps=9_900, dues_bps=200)),
    ],
)
def test_a_price_whose_parts_do_not_fit_is_refused(facts: PriceFacts) -> None:
    with pytest.raises(PriceTooLow):
        breakdown(facts, 1)


def test_a_dinar_is_charged_in_steps_of_ten() -> None:
    dinar = replace(COFFEE, currency="KWD", unit_amount_minor=4_330, unit_premium_minor=44)
    # 10 % of 4286 is 428.6 fils; what can be charged is 430.
    assert breakdown(dinar, 1, replace(TEN_OFF, producer_id=None)).discount_minor == 430
    with pytest.raises(NotChargeable):
        breakdown(replace(dinar, unit_amount_minor=4_335), 1)
    with pytest.raises(NotChargeable):
        shipping_parts(1_001, "KWD", carrier_paid_by="org_a", tax=NO_TAX, rule_id=None, note="")
    with pytest.raises(UnknownCurrency):
        breakdown(replace(dinar, currency="XTS"), 1)


facts_of_any_price = st.builds(
    PriceFacts,
    unit_amount_minor=st.integers(1, 10**8).map(lambda minor: minor * 100),
    unit_premium_minor=st.integers(0, 10**6),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "ISK", "MGA"]),
    producer_id=st.just("org_a"),
    federation_id=st.sampled_from([None, "org_fed"]),
    market_id=st.just("org_m"),
    fund_owner_id=st.none(),
    fees=st.builds(
        FeeFacts,
        st.just("fee_x"),
        st.just("standard"),
        st.just(1),
        st.just(date(2026, 1, 1)),
        st.integers(0, 2000),
        st.integers(0, 1500),
        st.integers(0, 1500),
    ),
    tax=st.integers(0, 5000).map(lambda rate: replace(FOOD_TAX, rate_bps=rate)),
    fee_tax=st.integers(0, 2700).map(lambda rate: replace(FEE_TAX, rate_bps=rate)),
    dues_tax=st.integers(0, 2700).map(lambda rate: replace(FEE_TAX, rate_bps=rate)),
    floor=st.none()
    | st.fractions(0, 10**10, max_denominator=10**6).map(lambda minimum: FloorFacts("mpr_x", minimum, "")),
)
any_promotion = st.none() | st.builds(
    PromotionFacts,
    st.just("prm_x"),
    st.just("spring"),
    st.sampled_from([None, "org_a", "org_other"]),
    st.booleans(),
    st.integers(1, 9000),
)


@given(facts=facts_of_any_price, quantity=st.integers(1, 999), promotion=any_promotion)
def test_parts_sum_exactly_and_nobody_is_short(
    facts: PriceFacts, quantity: int, promotion: PromotionFacts | None
) -> None:
    gross, premium = facts.unit_amount_minor * quantity, facts.unit_premium_minor * quantity
    try:
        split = breakdown(facts, quantity, promotion)
    except PriceTooLow:
        assert premium > 0
        return
    assert sum(part.amount_minor for part in split.parts) == split.total_minor == gross - split.discount_minor
    assert split.total_minor % currency_facts(facts.currency).charge_step == 0
    assert 0 <= split.discount_minor <= gross - premium
    negative = {part.kind for part in split.parts if part.amount_minor < 0}
    assert negative <= {PartKind.MINIMUM_PRICE_SUBSIDY, PartKind.DISCOUNT_SUBSIDY}
    assert split.amount_of(PartKind.PREMIUM) == premium
    topup = split.amount_of(PartKind.MINIMUM_PRICE_TOPUP)
    assert topup == -split.amount_of(PartKind.MINIMUM_PRICE_SUBSIDY)
    if facts.floor is not None and facts.floor.unit_minimum is not None:
        assert split.floor_minor == ceiling(facts.floor.unit_minimum * quantity)
        assert split.amount_of(PartKind.PRODUCER) + topup >= facts.floor.unit_minimum * quantity
        assert topup == 0 or split.amount_of(PartKind.PRODUCER) + topup == split.floor_minor
    buyers = split.total_minor - split.amount_of(PartKind.DISCOUNT_SUBSIDY)
    goods = buyers - split.amount_of(PartKind.VAT) - premium
    assert split.amount_of(PartKind.MARKET_FEE) == share_of(goods, facts.fees.market_fee_bps)


@given(amount=st.integers(0, 10**9), rate=st.integers(0, 5000))
def test_shipping_sums_too(amount: int, rate: int) -> None:
    tax = replace(FOOD_TAX, rate_bps=rate)
    split = shipping_parts(amount, "EUR", carrier_paid_by="org_a", tax=tax, rule_id="shr_1", note="up to 1 kg")
    assert sum(part.amount_minor for part in split.parts) == amount
    assert (split.parts[0].kind, split.parts[0].rule_id) == (PartKind.SHIPPING, "shr_1")


def test_parts_that_do_not_sum_are_no_breakdown() -> None:
    part = Part(PartKind.PRODUCER, Payer.BUYER, "org_a", 99, None, "")
    with pytest.raises(AssertionError):
        Breakdown(100, "EUR", (part,))


def test_basis_points_in_words() -> None:
    assert [per_cent(value) for value in (800, 550, 50, 5, 1000, 0)] == [
        "8 %",
        "5.5 %",
        "0.5 %",
        "0.05 %",
        "10 %",
        "0 %",
    ]


@pytest.mark.parametrize("kind", PartKind)
def test_every_part_has_a_name_in_every_language(kind: PartKind) -> None:
    names = {part_label(kind, lang) for lang in ("en", "fr", "es")}
    assert all(names) and (len(names) == 3 or kind is PartKind.VAT)
    assert part_label(kind, "xx") == part_label(kind, "en")
