"""Codes however they were typed, and what a promotion may be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.pricing.errors import BadPromotion
from market.pricing.promotions.rules import LONGEST_CODE, check_promotion, fold_code

NOW = datetime(2026, 11, 25, tzinfo=UTC)
GOOD: dict[str, object] = {
    "code": "spring",
    "producer_id": "org_1",
    "is_borne_by_market": False,
    "discount_bps": 1000,
    "max_uses": None,
    "valid_from": NOW,
    "valid_to": None,
}


@pytest.mark.parametrize("typed", ["spring", " SPRING ", "ＳＰＲＩＮＧ", "Spring\t"])
def test_a_code_is_the_same_however_it_was_typed(typed: str) -> None:
    assert fold_code(typed) == "spring"


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert fold_code(fold_code(typed)) == fold_code(typed)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"code": "a"},
        {"code": "a" * LONGEST_CODE},
        {"discount_bps": 1},
        {"discount_bps": 9000},
        {"producer_id": None, "is_borne_by_market": True},
        {"is_borne_by_market": True},
        {"max_uses": 1},
        {"valid_to": NOW + timedelta(microseconds=1)},
    ],
)
def test_what_a_promotion_may_be(other: dict[str, object]) -> None:
    check_promotion(**{**GOOD, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"code": ""}, "a code has between 1 and 60 letters"),
        ({"code": "a" * (LONGEST_CODE + 1)}, "a code has between 1 and 60 letters"),
        ({"code": "a\nb"}, "a code has between 1 and 60 letters"),
        ({"code": "Spring"}, "a code is written in small letters"),
        ({"discount_bps": 0}, "a discount is between 0.01 % and 90 %"),
        ({"discount_bps": 9001}, "a discount is between 0.01 % and 90 %"),
        (
            {"producer_id": None},
            "a promotion on everybody's goods is borne by the market, or it names its producer",
        ),
        ({"max_uses": 0}, "at least one use"),
        ({"valid_to": NOW}, "it ends before it begins"),
    ],
)
def test_what_it_may_not_be(other: dict[str, object], why: str) -> None:
    with pytest.raises(BadPromotion) as refusal:
        check_promotion(**{**GOOD, **other})  # type: ignore[arg-type]
    assert why in str(refusal.value)
