"""Amounts and cells as files have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import CURRENCIES, UnknownCurrency, currency_facts
from kit.money import Money
from kit.spreadsheets import guarded
from market.payouts.writing.rules import plain_amount


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (8420, "EUR", "84.20"),
        (5, "EUR", "0.05"),
        (0, "EUR", "0.00"),
        (-5, "EUR", "-0.05"),
        (-123456, "USD", "-1234.56"),
        (1200, "JPY", "1200"),
        (0, "JPY", "0"),
        (-7, "JPY", "-7"),
        (1230, "KWD", "1.230"),
        (5, "KWD", "0.005"),
    ],
)
def test_an_amount_has_as_many_decimals_as_its_currency(minor: int, currency: str, written: str) -> None:
    assert plain_amount(Money(minor, currency)) == written


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_the_amount(minor: int, currency: str) -> None:
    written = plain_amount(Money(minor, currency))
    assert int(written.replace(".", "")) == minor
    assert len(written.partition(".")[2]) == currency_facts(currency).exponent


def test_a_currency_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        plain_amount(Money(1, "XXX"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1"])
def test_no_text_can_run_as_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Coffee of Piura", "1=1", "'=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
