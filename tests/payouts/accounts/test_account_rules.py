"""Rails, standings and bank details, as facts alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payouts.accounts.bank_details import BankDetails, check_bank_details
from market.payouts.accounts.errors import BadBankDetails, BadRailRules
from market.payouts.accounts.load_rail_rules import read_rail_rules
from market.payouts.accounts.rail_rules import built_in_rules
from market.payouts.accounts.rules import RailRule, choose_rail, is_recent, last_digits, standing_after
from models.enums import PayoutAccountState, PayoutRail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STRIPE, BANK = PayoutRail.STRIPE_CONNECT, PayoutRail.MANUAL_BANK
PENDING, ACTIVE, RESTRICTED = PayoutAccountState.PENDING, PayoutAccountState.ACTIVE, PayoutAccountState.RESTRICTED
IBAN = "FR14 2004 1010 0505 0001 3M02 606"


def rail(platform: str, country: str) -> PayoutRail:
    return choose_rail(built_in_rules(platform), platform_country=platform, country=country).rail


@pytest.mark.parametrize("country", ["FR", "PT", "GB", "CH", "US", "CA"])
def test_stripe_reaches_its_regions(country: str) -> None:
    assert rail("FR", country) is STRIPE


@pytest.mark.parametrize("country", ["PE", "GH", "ET", "CI", "IS", "JP"])
def test_a_bank_reaches_everywhere_else(country: str) -> None:
    assert rail("FR", country) is BANK


def test_a_market_that_stripe_does_not_reach_pays_through_a_bank() -> None:
    assert {rail("PE", country) for country in ("PE", "FR", "US")} == {BANK}


def test_only_one_region_is_certain() -> None:
    rules = {rule.country: rule for rule in built_in_rules("FR")}
    assert rules["DE"].is_confirmed and not rules["GB"].is_confirmed
    assert all(rule.source for rule in rules.values())
    assert {rule.country for rule in built_in_rules("GB") if rule.is_confirmed} == {"*", "GB"}


def test_the_most_particular_rule_is_taken_and_rules_of_others_are_not() -> None:
    rules = [
        RailRule("FR", "*", STRIPE, "anywhere", True),
        RailRule("FR", "PE", BANK, "Peru", True),
        RailRule("US", "GH", BANK, "another market's", True),
    ]
    assert choose_rail(rules, platform_country="FR", country="PE").source == "Peru"
    assert choose_rail(rules, platform_country="FR", country="GH").rail is STRIPE
    assert choose_rail([], platform_country="FR", country="FR").rail is BANK
    assert not choose_rail([], platform_country="FR", country="FR").is_confirmed


@pytest.mark.parametrize(
    ("before", "is_ready", "after"),
    [
        (PENDING, False, PENDING),
        (PENDING, True, ACTIVE),
        (ACTIVE, False, RESTRICTED),
        (ACTIVE, True, ACTIVE),
        (RESTRICTED, False, RESTRICTED),
        (RESTRICTED, True, ACTIVE),
    ],
)
def test_an_account_that_worked_once_is_restricted_never_pending(
    before: PayoutAccountState, is_ready: bool, after: PayoutAccountState
) -> None:
    standing = standing_after(before, is_ready=is_ready, requirements=["external_account"])
    assert (standing.state, standing.requirements) == (after, ("external_account",))


@pytest.mark.parametrize(
    ("number", "shown"),
    [("FR1420041010050500013M02606", "2606"), ("123456", "456"), ("1234", "34"), ("1", ""), ("", "")],
)
def test_four_digits_are_shown_and_never_more_than_half(number: str, shown: str) -> None:
    assert last_digits(number) == shown


@given(st.text(alphabet="0123456789", max_size=40))
def test_what_is_shown_is_the_end_of_it(number: str) -> None:
    shown = last_digits(number)
    assert number.endswith(shown) and len(shown) <= min(4, len(number) // 2)


@pytest.mark.parametrize(("minutes", "recent"), [(0, True), (15, True), (16, False)])
def test_a_quarter_of_an_hour_is_recent(minutes: int, recent: bool) -> None:
    assert is_recent(NOW - timedelta(minutes=minutes), NOW) is recent
    assert not is_recent(None, NOW)


def check(**given: str | None) -> BankDetails:
    facts: dict[str, str | None] = {"holder_name": "Norandino", "iban": None, "account_number": None, "bic": ""}
    facts |= {"bank_name": ""} | given
    return check_bank_details(
        holder_name=facts["holder_name"] or "",
        iban=facts["iban"],
        account_number=facts["account_number"],
        bic=facts["bic"] or "",
        bank_name=facts["bank_name"] or "",
    )


def test_an_iban_is_enough_and_is_written_as_banks_do() -> None:
    details = check(holder_name="  Quai   Neuf ", iban=IBAN.lower(), bic="bnpafrpp")
    assert details == BankDetails("Quai Neuf", "FR1420041010050500013M02606", True, "BNPAFRPP", "")
    assert check(iban=IBAN).bic == ""
    assert "2606" not in repr(details)


def test_any_other_number_needs_its_bank() -> None:
    details = check(account_number="002-193 00123.4567/89", bic="BCPLPEPL", bank_name=" Banco  de Crédito ")
    assert details == BankDetails("Norandino", "00219300123456789", False, "BCPLPEPL", "Banco de Crédito")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "iban"),
        ({"iban": IBAN, "account_number": "1234"}, "iban"),
        ({"iban": "FR1420041010050500013M02607"}, "iban"),
        ({"iban": "FR14"}, "iban"),
        ({"iban": ""}, "iban"),
        ({"iban": IBAN, "bic": "BNPA"}, "bic"),
        ({"iban": IBAN, "holder_name": " "}, "holder_name"),
        ({"iban": IBAN, "holder_name": "ብርሃን coop"}, "holder_name"),
        ({"account_number": "1234", "bank_name": "Banco"}, "bic"),
        ({"account_number": "1234", "bic": "BCPLPEPL"}, "bank_name"),
        ({"account_number": "123", "bic": "BCPLPEPL", "bank_name": "Banco"}, "account_number"),
        ({"account_number": "=1234", "bic": "BCPLPEPL", "bank_name": "Banco"}, "account_number"),
    ],
)
def test_what_is_no_account_is_refused_by_its_field_and_never_repeated(
    given: dict[str, str | None], field: str
) -> None:
    with pytest.raises(BadBankDetails) as refused:
        check(**given)
    assert refused.value.field == field
    assert "2004" not in str(refused.value)


def test_a_reason_is_said_in_words() -> None:
    with pytest.raises(BadBankDetails) as refused:
        check(iban="FR1420041010050500013M02607")
    assert refused.value.reason == "invalid checksum"


HEAD = "platform_country,country,rail,source,is_confirmed\n"


def test_a_table_of_rails_is_read() -> None:
    table = HEAD + "FR,*,manual_bank,own list,true\nFR, PE ,stripe_connect,own list,false\n"
    assert read_rail_rules(table) == [
        RailRule("FR", "*", BANK, "own list", True),
        RailRule("FR", "PE", STRIPE, "own list", False),
    ]


@pytest.mark.parametrize(
    ("row", "line", "word"),
    [
        ("", 1, ""),
        ("fr,*,manual_bank,s,true", 2, "platform_country"),
        ("FR,Peru,manual_bank,s,true", 2, "country"),
        ("FR,PE,pigeon,s,true", 2, "rail"),
        ("FR,PE,manual_bank, ,true", 2, "source"),
        ("FR,PE,manual_bank,s,yes", 2, "is_confirmed"),
        ("FR,PE,manual_bank,s", 2, "cells"),
        ("FR,PE,manual_bank,s,true,more", 2, "cells"),
        ("FR,*,manual_bank,s,true\nFR,PE,manual_bank,s", 3, "cells"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str, line: int, word: str) -> None:
    with pytest.raises(BadRailRules) as refused:
        read_rail_rules(HEAD + row if row else "country,rail\n")
    assert refused.value.line == line and word in refused.value.reason
