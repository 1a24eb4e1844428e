"""The sentence: worked examples in four languages, and no combination of facts that breaks it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import Money
from market.payouts.sentence.rules import Obstacle, Outlook, asked_for, refused_by_bank, why_and_when
from market.payouts.sentence.words import LANGUAGES, Asked
from models.enums import HoldReason, PayoutRail

MONDAY = date(2026, 12, 7)
COMES = Outlook(Money(8420, "EUR"), PayoutRail.MANUAL_BANK, MONDAY)
SPACE = "\u00a0"


def said(outlook: Outlook, lang: str = "en") -> str:
    return why_and_when(outlook, lang).replace(SPACE, " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "On Monday 7 December, 84.20 EUR by bank transfer."),
        ("es", "El lunes 7 de diciembre, 84,20 EUR por transferencia bancaria."),
        ("fr", "Le lundi 7 décembre, 84,20 EUR par virement bancaire."),
        ("pt", "Em segunda-feira, 7 de dezembro, 84,20 EUR por transferência bancária."),
        ("qu", "On Monday 7 December, 84.20 EUR by bank transfer."),
    ],
)
def test_money_that_comes_says_when_how_much_and_by_which_road(lang: str, sentence: str) -> None:
    assert said(COMES, lang) == sentence


def test_the_road_names_the_last_digits_and_refunds_that_are_taken_off() -> None:
    outlook = replace(COMES, account_digits="2606", netted=Money(1200, "EUR"))
    assert said(outlook) == (
        "On Monday 7 December, 84.20 EUR by bank transfer to your account ending in 2606, after 12.00 EUR for refunds."
    )
    assert said(replace(COMES, netted=Money(0, "EUR"))) == said(COMES)
    assert said(replace(outlook, rail=PayoutRail.STRIPE_CONNECT, netted=None)) == (
        "On Monday 7 December, 84.20 EUR through Stripe."
    )
    assert said(replace(COMES, expected_on=None, rail=None)) == "With the next payout, 84.20 EUR by bank transfer."


def test_below_a_minimum_that_nobody_says_is_no_outlook() -> None:
    with pytest.raises(ValueError, match="below how much"):
        replace(COMES, obstacle=Obstacle.BELOW_MINIMUM)


def test_the_first_of_a_month_and_amounts_of_other_currencies_are_written_as_people_do() -> None:
    first = replace(COMES, expected_on=date(2027, 2, 1), money=Money(123456789, "EUR"))
    assert said(first, "fr") == "Le lundi 1er février, 1 234 567,89 EUR par virement bancaire."
    assert said(replace(first, money=Money(1234567, "JPY"))) == "On Monday 1 February, 1,234,567 JPY by bank transfer."
    assert said(replace(first, money=Money(1234560, "KWD")), "es") == (
        "El lunes 1 de febrero, 1.234,560 KWD por transferencia bancaria."
    )
    assert said(replace(first, money=Money(-5, "EUR"))).startswith("On Monday 1 February, -0.05 EUR")


@pytest.mark.parametrize(
    ("outlook", "sentence"),
    [
        (
            replace(COMES, obstacle=Obstacle.NO_ACCOUNT),
            "Not yet: 84.20 EUR waits until you name the account it shall go to.",
        ),
        (
            replace(COMES, obstacle=Obstacle.ACCOUNT_PENDING, requirements=("external_account",)),
            "Not yet: Stripe still asks for your bank account.",
        ),
        (
            replace(
                COMES,
                obstacle=Obstacle.ACCOUNT_RESTRICTED,
                requirements=("tos_acceptance.date", "external_account", "individual.verification.document"),
            ),
            "Not yet: Stripe still asks for your bank account, your consent to its terms and an identity document.",
        ),
        (replace(COMES, obstacle=Obstacle.ACCOUNT_PENDING), "Not yet: Stripe is still checking your account."),
        (replace(COMES, obstacle=Obstacle.ACCOUNT_RESTRICTED), "Not yet: Stripe has stopped payments to your account."),
        (
            replace(COMES, obstacle=Obstacle.WAITING_FOR_FUNDS),
            "Not yet: what your buyers paid, 84.20 EUR for you, has not reached the market.",
        ),
        (replace(COMES, obstacle=Obstacle.HELD), "Not yet: 84.20 EUR is held."),
        (
            replace(COMES, obstacle=Obstacle.HELD, hold_reason=HoldReason.DISPUTE),
            "Not yet: 84.20 EUR is held because a buyer disputes the payment.",
        ),
        (
            replace(COMES, obstacle=Obstacle.BELOW_MINIMUM, minimum=Money(20000, "EUR")),
            "Not yet: 84.20 EUR is below 200.00 EUR.",
        ),
        (
            replace(COMES, obstacle=Obstacle.BELOW_MINIMUM, minimum=Money(20000, "EUR"), latest_on=date(2027, 3, 1)),
            "Not yet: 84.20 EUR is below 200.00 EUR; at the latest on Monday 1 March.",
        ),
    ],
)
def test_money_that_does_not_come_yet_says_why(outlook: Outlook, sentence: str) -> None:
    assert said(outlook) == sentence


@pytest.mark.parametrize(
    ("requirement", "kind"),
    [
        ("external_account", Asked.BANK_ACCOUNT),
        ("tos_acceptance.ip", Asked.TERMS),
        ("individual.verification.document", Asked.IDENTITY),
        ("person_1.verification.additional_document", Asked.IDENTITY),
        ("individual.proof_of_liveness", Asked.IDENTITY),
        ("business_profile.url", Asked.ORGANISATION),
        ("company.tax_id", Asked.ORGANISATION),
        ("individual.dob.day", Asked.PEOPLE),
        ("person_1Abc.address.city", Asked.PEOPLE),
        ("owners.email", Asked.PEOPLE),
        ("interv_1.form", Asked.MORE),
    ],
)
def test_what_stripe_asks_is_told_in_peoples_words(requirement: str, kind: Asked) -> None:
    assert asked_for([requirement, requirement]) == [kind]


MONEY = st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "KWD"]))
FACTS = st.fixed_dictionaries(
    {
        "money": MONEY,
        "rail": st.none() | st.sampled_from(PayoutRail),
        "expected_on": st.none() | st.dates(),
        "obstacle": st.none() | st.sampled_from(Obstacle),
        "account_digits": st.sampled_from(["", "2606"]),
        "requirements": st.lists(
            st.sampled_from(["external_account", "company.name", "x"]) | st.text(max_size=20), max_size=3
        ).map(tuple),
        "hold_reason": st.none() | st.sampled_from(HoldReason),
        "minimum": st.none() | MONEY,
        "latest_on": st.none() | st.dates(),
        "netted": st.none() | MONEY,
    }
)


@given(FACTS, st.sampled_from(sorted(LANGUAGES)))
def test_any_facts_give_one_sentence_in_any_language(facts: dict[str, Any], lang: str) -> None:
    if facts["obstacle"] is Obstacle.BELOW_MINIMUM and facts["minimum"] is None:
        with pytest.raises(ValueError, match="how much"):
            Outlook(**facts)
        return
    sentence = why_and_when(Outlook(**facts), lang)
    assert sentence.endswith(".") and "{" not in sentence and "\n" not in sentence
    assert "  " not in sentence


def test_what_a_bank_refused_says_where_it_is_and_what_to_do() -> None:
    sentence = "Your bank refused 84.20 EUR: it waits for you at Stripe until your bank account is put right there."
    assert refused_by_bank(COMES.money, "en").replace(SPACE, " ") == sentence
    assert refused_by_bank(COMES.money, "xx") == refused_by_bank(COMES.money, "en")
    for lang in LANGUAGES:
        assert "Stripe" in refused_by_bank(COMES.money, lang)


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_no_language_lacks_a_word(lang: str) -> None:
    words = LANGUAGES[lang]
    assert set(words.hold_reasons) == set(HoldReason) and set(words.asked) == set(Asked)
    assert set(words.roads) == set(PayoutRail)
    assert (len(words.weekdays), len(words.months)) == (7, 12)
