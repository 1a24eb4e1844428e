"""How currencies are counted: here, at Stripe, by cards and by banks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.currencies import (
    CURRENCIES,
    LARGEST_CHARGE,
    CurrencyFacts,
    NotChargeable,
    UnknownCurrency,
    _facts,
    currency_facts,
    from_stripe,
    require_chargeable,
    to_stripe,
)
from kit.money import Money

# Code: decimals here, at Stripe, the step of a charge, of a bank transfer, the least charge.
KNOWN = {
    "EUR": (2, 2, 1, 1, 50),
    "USD": (2, 2, 1, 1, 50),
    "GBP": (2, 2, 1, 1, 30),
    "CZK": (2, 2, 1, 1, 1500),
    "PEN": (2, 2, 1, 1, 0),
    "GHS": (2, 2, 1, 1, 0),
    "JPY": (0, 0, 1, 1, 50),
    "XOF": (0, 0, 1, 1, 0),
    "KWD": (3, 3, 10, 1, 0),
    "HUF": (2, 2, 1, 100, 17500),
    "TWD": (2, 2, 1, 100, 0),
    "ISK": (0, 2, 1, 1, 0),
    "UGX": (0, 2, 1, 1, 0),
    "MGA": (2, 0, 100, 100, 0),
}


@pytest.mark.parametrize("code", KNOWN)
def test_a_currency_is_what_its_sources_say(code: str) -> None:
    assert _facts()[code] == CURRENCIES[code] == CurrencyFacts(code, *KNOWN[code])


def test_every_currency_has_a_count_and_is_named_once() -> None:
    made = _facts()
    assert made == CURRENCIES
    assert len(made) == 140
    by_exponent = {exponent: sum(one.exponent == exponent for one in made.values()) for exponent in (0, 2, 3)}
    assert by_exponent == {0: 16, 2: 119, 3: 5}
    assert {code for code, one in made.items() if one.code != code} == set()


@pytest.mark.parametrize(
    ("money", "at_stripe"),
    [
        (Money(1234, "EUR"), 1234),
        (Money(500, "JPY"), 500),
        (Money(1230, "KWD"), 1230),
        (Money(500, "ISK"), 50_000),
        (Money(12_300, "MGA"), 123),
    ],
)
def test_stripe_says_the_same_amount_in_its_own_numbers(money: Money, at_stripe: int) -> None:
    assert to_stripe(money) == at_stripe
    assert from_stripe(at_stripe, money.currency) == money
    assert from_stripe(at_stripe, money.currency.lower()) == money


def test_what_one_side_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="12345 minor units of MGA are no whole number at Stripe"):
        to_stripe(Money(12_345, "MGA"))
    with pytest.raises(ValueError, match="Stripe's 50001 ISK is no whole number of minor units"):
        from_stripe(50_001, "ISK")


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(0, 10**9))
def test_there_and_back_is_the_same(code: str, steps: int) -> None:
    money = Money(steps * currency_facts(code).charge_step, code)
    assert from_stripe(to_stripe(money), code) == money


@pytest.mark.parametrize("code", ["XXX", "eur", "", "EURO"])
def test_a_currency_nobody_knows_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        currency_facts(code)
    assert refusal.value.currency == code


@pytest.mark.parametrize(
    ("money", "is_chargeable"),
    [
        (Money(50, "EUR"), True),
        (Money(49, "EUR"), False),
        (Money(1, "PEN"), True),
        (Money(0, "PEN"), False),
        (Money(-50, "EUR"), False),
        (Money(LARGEST_CHARGE, "EUR"), True),
        (Money(LARGEST_CHARGE + 1, "EUR"), False),
        (Money(1230, "KWD"), True),
        (Money(1234, "KWD"), False),
        (Money(100, "MGA"), True),
        (Money(150, "MGA"), False),
        # Ten digits here are eight at Stripe.
        (Money(LARGEST_CHARGE * 100, "MGA"), True),
        (Money(LARGEST_CHARGE // 100, "ISK"), True),
        (Money(LARGEST_CHARGE // 100 + 1, "ISK"), False),
        (Money(17_500, "HUF"), True),
        (Money(17_499, "HUF"), False),
    ],
)
def test_what_can_be_charged(money: Money, is_chargeable: bool) -> None:
    if is_chargeable:
        require_chargeable(money)
        return
    facts = currency_facts(money.currency)
    with pytest.raises(NotChargeable) as refusal:
        require_chargeable(money)
    assert (
        vars(refusal.value).items()
        >= {
            "amount_minor": money.minor,
            "currency": money.currency,
            "step_minor": facts.charge_step,
            "least_minor": facts.least_charge,
        }.items()
    )
