"""What is typed into a field for money, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import CURRENCIES
from storefront.amounts import NotAnAmount, places, read_amount
from storefront.figures import decimal_amount, money
from storefront.language import ENDONYMS
from storefront.shapes.base import Money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12", "EUR", 1200),
        ("12.5", "EUR", 1250),
        ("12,50", "EUR", 1250),
        (" 12,50 ", "EUR", 1250),
        ("0.05", "EUR", 5),
        ("0012.50", "EUR", 1250),
        ("1 234,50", "EUR", 123450),
        ("1\u202f234,50", "EUR", 123450),
        ("1\u00a0234,50", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1.234,50", "EUR", 123450),
        ("1,234.50", "EUR", 123450),
        ("1.234.567", "EUR", 123456700),
        ("1,234,567.89", "EUR", 123456789),
        ("1234", "CLP", 1234),
        ("1.234", "CLP", 1234),
        ("1,234,567", "XAF", 1234567),
        ("1.234", "TND", 1234),
        ("1.234,5", "TND", 1234500),
        ("1 000 000", "EUR", 100000000),
        ("0", "EUR", 0),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, currency: str, minor: int) -> None:
    assert read_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        (" ", "EUR"),
        (".", "EUR"),
        (",5", "EUR"),
        ("5,", "EUR"),
        ("-5", "EUR"),
        ("+5", "EUR"),
        ("1e3", "EUR"),
        ("€5", "EUR"),
        ("5 EUR", "EUR"),
        ("٣", "EUR"),
        ("1.234", "EUR"),
        ("1,234", "EUR"),
        ("12.345", "EUR"),
        ("1.23.45", "EUR"),
        ("1,23,456", "EUR"),
        ("1.234.567.89", "EUR"),
        ("1,234,50", "EUR"),
        ("12.5", "CLP"),
        ("1234.50", "XAF"),
        ("1.2345", "TND"),
        ("9999999999.99", "EUR"),
    ],
)
def test_what_is_no_amount_or_could_mean_two_is_refused(text: str, currency: str) -> None:
    with pytest.raises(NotAnAmount):
        read_amount(text, currency)


@given(st.integers(0, 99_999_999_999), st.sampled_from(sorted(CURRENCIES)))
def test_what_a_machine_writes_is_read_back(minor: int, currency: str) -> None:
    assert read_amount(decimal_amount(Money(minor, currency)), currency) == Money(minor, currency)


@given(st.integers(0, 99_999_999), st.sampled_from(sorted(CURRENCIES)), st.sampled_from(sorted(ENDONYMS)))
def test_what_a_page_shows_can_be_typed_again(minor: int, currency: str, language: str) -> None:
    """Without the currency's sign; where one mark before three digits could mean two things, it is refused."""
    digits = "".join(letter for letter in money(Money(minor, currency), language) if letter.isdigit() or letter in ".,")
    shown = digits.strip(".,")
    try:
        read = read_amount(shown, currency)
    except NotAnAmount:
        assert shown.count(".") + shown.count(",") == 1
        return
    assert read == Money(minor, currency)


def test_every_currency_has_the_decimals_that_the_market_counts_with() -> None:
    assert {code: places(code) for code in CURRENCIES} == {code: facts.exponent for code, facts in CURRENCIES.items()}


def test_a_currency_whose_decimals_nobody_shows_is_shown_with_them() -> None:
    """Locale data says that the kip has no decimals; the market counts it with two."""
    assert money(Money(123450, "LAK"), "fr").replace("\u202f", " ").startswith("1 234,50")
    assert decimal_amount(Money(123450, "LAK")) == "1234.50"
