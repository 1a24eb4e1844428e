"""The breakdown: worked by hand, and for every price there is."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import share_of
from market.pricing.errors import BadQuantity, PriceTooLow
from market.pricing.rules import FeeFacts, Part, PriceFacts, TaxFacts, breakdown, per_cent, shipping_parts
from models.enums import PartKind

FEES = FeeFacts("fee_2", "standard", 2, date(2026, 1, 1), 800, 100, 50)
NO_TAX = TaxFacts(None, "FR", "zero", 0, None)
FOOD_TAX = TaxFacts("tax_1", "FR", "food", 550, date(2024, 11, 1))
COFFEE = PriceFacts(1494, 44, "EUR", "org_a", "org_fed", "org_market", "org_fund", FEES, NO_TAX)


def amounts(parts: tuple[Part, ...]) -> dict[str, int]:
    return {part.kind: part.amount_minor for part in parts}


def test_two_kilos_of_coffee() -> None:
    split = breakdown(COFFEE, 2)
    assert split.total_minor == 2988
    assert amounts(split.parts) == {
        "producer": 2624,
        "premium": 88,
        "federation_dues": 29,
        "solidarity": 15,
        "market_fee": 232,
    }


def test_three_bags_of_cocoa() -> None:
    split = breakdown(replace(COFFEE, unit_amount_minor=707, unit_premium_minor=12), 3)
    assert amounts(split.parts) == {
        "producer": 1887,
        "premium": 36,
        "federation_dues": 21,
        "solidarity": 10,
        "market_fee": 167,
    }


def test_vat_is_taken_out_before_anybody_shares() -> None:
    split = breakdown(replace(COFFEE, tax=FOOD_TAX), 1)
    # 1494 × 550 / 10550 = 77.89 → 78; goods = 1494 − 78 − 44 = 1372
    assert split.amount_of(PartKind.VAT) == 78
    assert split.amount_of(PartKind.MARKET_FEE) == 110
    assert split.amount_of(PartKind.PRODUCER) == 1372 - 110 - 14 - 7


def test_each_part_says_whose_it_is_and_by_which_rule() -> None:
    by_kind = {part.kind: part for part in breakdown(replace(COFFEE, tax=FOOD_TAX), 1).parts}
    assert by_kind[PartKind.MARKET_FEE].beneficiary_id == "org_market"
    assert by_kind[PartKind.MARKET_FEE].rule_id == "fee_2"
    assert by_kind[PartKind.MARKET_FEE].rule_note == "8 % of goods, schedule 2 of 2026-01-01"
    assert by_kind[PartKind.SOLIDARITY].rule_note == "0.5 % of goods, schedule 2 of 2026-01-01"
    assert by_kind[PartKind.FEDERATION_DUES].beneficiary_id == "org_fed"
    assert by_kind[PartKind.PREMIUM].beneficiary_id == "org_a"
    assert by_kind[PartKind.VAT].beneficiary_id is None
    assert by_kind[PartKind.VAT].rule_note == "VAT FR 5.5 % inside the price, rate of 2024-11-01"


def test_no_federation_no_dues_and_the_producer_keeps_them() -> None:
    alone = breakdown(replace(COFFEE, federation_id=None), 2)
    assert alone.amount_of(PartKind.FEDERATION_DUES) == 0
    assert alone.amount_of(PartKind.PRODUCER) == 2624 + 29


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


@given(
    amount=st.integers(1, 10**9),
    premium=st.integers(0, 10**6),
    quantity=st.integers(1, 999),
    rate=st.integers(0, 5000),
    shares=st.tuples(st.integers(0, 2000), st.integers(0, 1500), st.integers(0, 1500)),
    federation=st.sampled_from([None, "org_fed"]),
)
def test_parts_sum_exactly_and_are_never_negative(
    amount: int, premium: int, quantity: int, rate: int, shares: tuple[int, int, int], federation: str | None
) -> None:
    fees = FeeFacts("fee_x", "standard", 1, date(2026, 1, 1), *shares)
    tax = replace(FOOD_TAX, rate_bps=rate)
    facts = PriceFacts(amount, premium, "EUR", "org_a", federation, "org_m", None, fees, tax)
    try:
        split = breakdown(facts, quantity)
    except PriceTooLow:
        assert premium * quantity > 0 or amount * quantity <= 2
        return
    assert sum(part.amount_minor for part in split.parts) == split.total_minor == amount * quantity
    assert all(part.amount_minor >= 0 for part in split.parts)
    assert split.amount_of(PartKind.PREMIUM) == premium * quantity
    goods = split.total_minor - split.amount_of(PartKind.VAT) - premium * quantity
    assert split.amount_of(PartKind.MARKET_FEE) == share_of(goods, fees.market_fee_bps)


@given(amount=st.integers(0, 10**9), rate=st.integers(0, 5000))
def test_shipping_sums_too(amount: int, rate: int) -> None:
    split = shipping_parts(
        amount, "EUR", carrier_paid_by="org_a", tax=replace(FOOD_TAX, rate_bps=rate), note="PE to FR, up to 1 kg"
    )
    assert sum(part.amount_minor for part in split.parts) == amount
    assert split.parts[0].kind is PartKind.SHIPPING


def test_basis_points_in_words() -> None:
    assert [per_cent(value) for value in (800, 550, 50, 5, 1000, 0)] == [
        "8 %",
        "5.5 %",
        "0.5 %",
        "0.05 %",
        "10 %",
        "0 %",
    ]
