"""Fee schedules, VAT on fees and VAT on goods out of files."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import RuleFileRefused
from market.pricing.queries import get_fees, get_tax_rate
from market.pricing.tables.import_fees import import_fees
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import Outcome

SCHEDULES = "code,market_fee_bps,dues_bps,solidarity_bps,valid_from,valid_to\n"
FEE_TAXES = "fee,market_country,tax_status,is_domestic,rate_bps,legal_note,source,is_confirmed,valid_from,valid_to\n"
GOODS_TAXES = "country,vat_class,rate_bps,valid_from,valid_to,source\n"


def take(session: Session, words: str, *, is_check: bool = False) -> RuleReport:
    return import_fees(session, words.encode(), is_check=is_check)


def outcomes(report: RuleReport) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def test_schedules_follow_each_other_as_versions(session: Session) -> None:
    words = SCHEDULES + "standard,1000,100,50,2024-11-01,\n,800,100,50,2025-05-01,\n"
    assert outcomes(take(session, words, is_check=True)) == [Outcome.NEW, Outcome.NEW]
    report = take(session, words)
    assert report.lines[1].notes == ("ends the row from 2024-11-01 on 2025-04-30",)
    assert outcomes(take(session, words)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    take(session, SCHEDULES + "standard,900,100,50,2026-01-01,\n")
    assert [get_fees(session, day).version for day in (date(2025, 4, 30), date(2025, 5, 1), date(2026, 1, 1))] == [
        1,
        2,
        3,
    ]
    assert get_fees(session, date(2026, 6, 1)).market_fee_bps == 900
    assert outcomes(take(session, SCHEDULES + "standard,950,100,50,2026-01-01,\n")) == [Outcome.REFUSED]


def test_tax_on_fees(session: Session) -> None:
    words = FEE_TAXES + (
        "market_fee,FR,vat_registered_eu,yes,2000,,Code général des impôts,true,2014-01-01,\n"
        "market_fee,FR,exporter_outside_eu,no,0,outside the scope,,,2014-01-01,\n"
    )
    assert outcomes(take(session, words)) == [Outcome.NEW, Outcome.NEW]
    assert outcomes(take(session, words)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    found = session.execute(text("select tax_status, is_domestic, rate_bps, is_confirmed from fee_tax_rule order by 1"))
    assert [tuple(row) for row in found] == [
        ("exporter_outside_eu", False, 0, False),
        ("vat_registered_eu", True, 2000, True),
    ]
    assert outcomes(take(session, words, is_check=True)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


def test_tax_on_goods(session: Session) -> None:
    words = GOODS_TAXES + "FR,food,550,2014-01-01,,\nFR,food,600,2027-01-01,,\n"
    assert outcomes(take(session, words)) == [Outcome.NEW, Outcome.NEW]
    assert get_tax_rate(session, date(2026, 12, 31), country="FR", vat_class="food").rate_bps == 550
    assert get_tax_rate(session, date(2027, 1, 1), country="FR", vat_class="food").rate_bps == 600
    assert outcomes(take(session, words, is_check=True)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (SCHEDULES + "standard,800,100,,2025-05-01,\n", "is no whole number"),
        (SCHEDULES + "standard,8%,100,50,2025-05-01,\n", "is no whole number"),
        (SCHEDULES + "standard,4000,1000,1,2025-05-01,\n", "together 5001 basis points"),
        (SCHEDULES + "standard,5001,0,0,2025-05-01,\n", "5001 basis points, at most"),
        (SCHEDULES + "standard,800,100,50,,\n", "names no day"),
        (SCHEDULES + "standard,800,100,50,2025-05-01,2025-04-30\n", "ends before it begins"),
        (FEE_TAXES + "rent,FR,vat_registered_eu,yes,2000,,,,2014-01-01,\n", "nothing that producers are charged for"),
        (FEE_TAXES + "market_fee,FR,,yes,2000,,,,2014-01-01,\n", "is no tax status"),
        (FEE_TAXES + "market_fee,FR,rich,yes,2000,,,,2014-01-01,\n", "is no tax status"),
        (FEE_TAXES + "market_fee,France,vat_registered_eu,yes,2000,,,,2014-01-01,\n", "is no country's code"),
        (FEE_TAXES + "market_fee,FR,vat_registered_eu,maybe,2000,,,,2014-01-01,\n", "neither true nor false"),
        (GOODS_TAXES + "FR,zero,0,2014-01-01,,\n", "no class of goods that is taxed"),
        (GOODS_TAXES + "FR,luxury,0,2014-01-01,,\n", "no class of goods that is taxed"),
    ],
)
def test_what_is_no_rule_is_told(session: Session, words: str, why: str) -> None:
    report = take(session, words)
    assert outcomes(report) == [Outcome.REFUSED]
    assert why in report.lines[0].notes[0]


def test_other_columns_are_refused(session: Session) -> None:
    with pytest.raises(RuleFileRefused):
        take(session, "country,rate\nFR,20\n")
