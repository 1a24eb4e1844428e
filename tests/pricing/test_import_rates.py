"""Exchange rates out of files: as the European Central Bank publishes them, and our own."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import RuleFileRefused
from market.pricing.tables.import_rates import import_rates
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import Outcome

DAILY = "Date, USD, JPY, XXQ, \n24 November 2026, 1.0877, 168.12, 5, \n"
HISTORY = "Date,USD,JPY,ISK,\n2026-11-24,1.0877,168.12,N/A,\n2026-11-23,1.0851,,N/A,\n"
OURS = "base,quote,date,rate,source\n"


def take(session: Session, words: str, *, is_check: bool = False) -> RuleReport:
    return import_rates(session, words.encode(), today=date(2026, 11, 24), is_check=is_check)


def outcomes(report: RuleReport) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def rates(session: Session) -> list[tuple[str, str, date, str]]:
    rows = session.execute(text("select base, quote, on_date, trim_scale(rate)::text from exchange_rate order by 3, 2"))
    return [tuple(row) for row in rows]


def test_the_banks_file_of_the_day(session: Session) -> None:
    assert outcomes(take(session, DAILY)) == [Outcome.NEW]
    assert rates(session) == [
        ("EUR", "JPY", date(2026, 11, 24), "168.12"),
        ("EUR", "USD", date(2026, 11, 24), "1.0877"),
    ]


def test_its_history_over_what_is_there_already(session: Session) -> None:
    take(session, DAILY)
    report = take(session, HISTORY)
    assert outcomes(report) == [Outcome.UNCHANGED, Outcome.NEW]
    assert report.lines[1].notes == ("1 new of 1",)
    assert len(rates(session)) == 3


def test_a_rate_that_is_there_is_not_said_otherwise(session: Session) -> None:
    take(session, DAILY)
    report = take(session, OURS + "EUR,USD,2026-11-24,1.09,a newspaper\n")
    assert outcomes(report) == [Outcome.REFUSED]
    assert report.lines[0].notes == ("EUR/USD is 1.0877 there",)


def test_twice_in_one_file_is_once(session: Session) -> None:
    row = "USD,EUR,2026-11-24,0.92,a bank\n"
    assert outcomes(take(session, OURS + row + row)) == [Outcome.NEW, Outcome.UNCHANGED]


def test_a_check_writes_nothing(session: Session) -> None:
    assert outcomes(take(session, DAILY, is_check=True)) == [Outcome.NEW]
    assert rates(session) == []


def test_years_of_days_are_taken_in(session: Session) -> None:
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(1_200)]
    words = "Date,USD\n" + "".join(f"{day},1.{number:04}\n" for number, day in enumerate(days))
    assert take(session, words).count(Outcome.NEW) == 1_200
    assert take(session, words).count(Outcome.UNCHANGED) == 1_200


def test_the_banks_rates_of_a_day_to_come_are_refused(session: Session) -> None:
    report = take(session, HISTORY.replace("2026-11-24", "2027-11-24"))
    assert outcomes(report) == [Outcome.REFUSED, Outcome.NEW]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("EUR,EUR,2026-11-24,1,x", "no pair of currencies"),
        ("eur,USD,2026-11-24,1,x", "no pair of currencies"),
        ("EUR,USD,24/11/2026,1,x", "is no day"),
        ("EUR,USD,2026-11-26,1.1,x", "2026-11-26 is still to come"),
        ("EUR,USD,2026-11-24,0,x", "above zero"),
        ("EUR,USD,2026-11-24,1.123456789,x", "more than 8 decimals"),
        ("EUR,USD,2026-11-24,1e3,x", "is no amount"),
        ("EUR,USD,2026-11-24,1.1,", "names its source"),
        ("EUR,USD", "names its source"),
    ],
)
def test_what_is_no_rate_is_told(session: Session, row: str, why: str) -> None:
    report = take(session, f"{OURS}{row}\n")
    assert outcomes(report) == [Outcome.REFUSED]
    assert why in report.lines[0].notes[0]


def test_a_file_of_something_else_is_refused(session: Session) -> None:
    for words in ("a,b\n1,2\n", "Date,ZZZ\n2026-01-01,1\n"):
        with pytest.raises(RuleFileRefused):
            take(session, words)
