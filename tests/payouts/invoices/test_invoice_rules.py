"""Months, numbers and sums of an invoice, as facts alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payouts.invoices.rules import (
    ChargeFact,
    CreditFact,
    DuesFact,
    Month,
    PartyFact,
    RuleFact,
    invoice_document,
    invoice_number,
    months_until,
)
from market.payouts.invoices.words import WORDS

AT = datetime(2026, 11, 5, tzinfo=UTC)
MARKET = PartyFact("org_m", "market", "Solifair", "FR", "FR32123456789")
PRODUCER = PartyFact("org_p", "norandino", "Norandino", "PE", "")
FEE = RuleFact("fee_1", 2, "standard: 8 %")
REVERSE = RuleFact("ftr_1", None, "reverse charge: 0 %")
DOMESTIC = RuleFact("ftr_2", None, "FR: 20 %")


def document(*facts: ChargeFact | CreditFact | DuesFact) -> Any:
    return invoice_document(
        month=Month(2026, 11),
        issuer=MARKET,
        customer=PRODUCER,
        charges=[fact for fact in facts if isinstance(fact, ChargeFact)],
        credits=[fact for fact in facts if isinstance(fact, CreditFact)],
        dues=[fact for fact in facts if isinstance(fact, DuesFact)],
    )


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000-01", "2026-1", "26-01", "2026-01-01", "2026-01\n", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no month"):
        Month.parse(text)


def test_a_month_is_its_days() -> None:
    assert Month.parse("2026-11").period.first_day == date(2026, 11, 1)
    assert Month.parse("2026-12").period.end_day == date(2027, 1, 1)
    assert str(Month.of(date(2026, 2, 28))) == "2026-02"


@given(st.integers(1, 9998), st.integers(1, 12))
def test_months_follow_on_each_other_without_a_gap(year: int, number: int) -> None:
    month = Month(year, number)
    assert month.next().period.first_day == month.period.end_day
    assert Month.parse(str(month)) == month
    assert month < month.next()


def test_every_month_from_the_first_sale_on_has_a_number_of_its_own() -> None:
    months = months_until(Month(2026, 11), Month(2027, 2))
    assert [invoice_number("norandino", month) for month in months] == [
        "norandino-2027-01",
        "norandino-2026-12",
        "norandino-2026-11",
    ]
    assert months_until(Month(2026, 11), Month(2026, 11)) == []


def test_an_invoice_adds_up_by_rule_and_by_currency() -> None:
    made = document(
        ChargeFact("EUR", FEE, DOMESTIC, 3, 1000, 200),
        ChargeFact("EUR", FEE, REVERSE, 1, 500, 0),
        CreditFact(AT, "ref_1", "ord_1", "EUR", DOMESTIC, -100, -20),
        CreditFact(AT, "ref_2", "ord_2", "JPY", REVERSE, -7, 0),
        DuesFact("EUR", "org_f", "Alianza", 120),
    )
    euros, yen = made["currencies"]
    assert (euros["net_total"], euros["vat_total"], euros["total"]) == (1400, 180, 1580)
    assert [(vat["rule"]["note"], vat["net"], vat["vat"]) for vat in euros["vat"]] == [
        ("reverse charge: 0 %", 500, 0),
        ("FR: 20 %", 900, 180),
    ]
    assert euros["kept_for_others"] == [{"organisation": "org_f", "name": "Alianza", "amount": 120}]
    assert (yen["charges"], yen["total"]) == ([], -7)
    assert (made["number"], made["issued_on"]) == ("norandino-2026-11", "2026-12-01")
    assert made["issuer"]["tax_number"] == "FR32123456789"


MONEY = st.integers(-(10**9), 10**9)
RULES = st.sampled_from([FEE, REVERSE, DOMESTIC, RuleFact(None, None, "")])
CURRENCIES = st.sampled_from(["EUR", "JPY"])
FACTS = st.lists(
    st.builds(ChargeFact, CURRENCIES, RULES, RULES, st.integers(1, 9), MONEY, MONEY)
    | st.builds(CreditFact, st.just(AT), st.just("ref"), st.just("ord"), CURRENCIES, RULES, MONEY, MONEY),
    max_size=8,
)


@given(FACTS)
def test_however_it_is_grouped_the_sums_are_the_same(facts: list[ChargeFact | CreditFact]) -> None:
    for part in document(*facts)["currencies"]:
        of_currency = [fact for fact in facts if fact.currency == part["currency"]]
        assert part["net_total"] == sum(fact.net_minor for fact in of_currency)
        assert part["vat_total"] == sum(fact.vat_minor for fact in of_currency)
        assert part["net_total"] == sum(vat["net"] for vat in part["vat"])
        assert part["vat_total"] == sum(vat["vat"] for vat in part["vat"])
        assert part["total"] == part["net_total"] + part["vat_total"]


def test_no_language_lacks_a_word() -> None:
    assert all(set(words) == set(WORDS["en"]) and all(words.values()) for words in WORDS.values())
