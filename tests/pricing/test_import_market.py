"""Market prices out of files."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import RuleFileRefused
from market.pricing.tables.import_market import import_market
from market.pricing.tables.report import RuleReport
from market.pricing.tables.rules import Outcome

TITLES = "product,form,unit,unit_quantity,currency,amount,date,source\n"
TODAY = date(2026, 11, 25)
COFFEE = "Coffee arabica,Green beans,lb,,USD,1.90,2026-11-02,a board of trade\n"


def take(session: Session, rows: str, *, is_check: bool = False) -> RuleReport:
    return import_market(session, (TITLES + rows).encode(), today=TODAY, is_check=is_check)


def outcomes(report: RuleReport) -> list[Outcome]:
    return [line.outcome for line in report.lines]


def prices(session: Session) -> list[tuple[object, ...]]:
    rows = session.execute(
        text(
            "select product, form, unit, trim_scale(unit_quantity)::text, currency, trim_scale(amount)::text, "
            "quoted_on, source from market_price order by quoted_on, product"
        )
    )
    return [tuple(row) for row in rows]


def test_what_was_quoted_is_taken_in_once(session: Session) -> None:
    assert outcomes(take(session, COFFEE)) == [Outcome.NEW]
    assert outcomes(take(session, COFFEE + COFFEE)) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert prices(session) == [
        ("coffee_arabica", "green", "lb", "1", "USD", "1.9", date(2026, 11, 2), "a board of trade")
    ]


def test_a_days_price_is_not_said_otherwise(session: Session) -> None:
    take(session, COFFEE)
    report = take(session, COFFEE.replace("1.90", "1.95"))
    assert outcomes(report) == [Outcome.REFUSED]
    assert report.lines[0].notes == ("1.9 USD per lb is there, a board of trade",)
    assert len(prices(session)) == 1


def test_twice_in_one_file_is_once_and_otherwise_is_refused(session: Session) -> None:
    said = COFFEE + COFFEE + COFFEE.replace("USD", "EUR")
    assert outcomes(take(session, said)) == [Outcome.NEW, Outcome.UNCHANGED, Outcome.REFUSED]


def test_a_check_writes_nothing(session: Session) -> None:
    assert outcomes(take(session, COFFEE, is_check=True)) == [Outcome.NEW]
    assert prices(session) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",green,lb,1,USD,1.90,2026-11-02,x", "names no product"),
        ("coffee,,lb,1,USD,1.90,2026-11-02,x", "names no product and form"),
        ("coffee,green,stone,1,USD,1.90,2026-11-02,x", "is no unit"),
        ("coffee,green,lb,1,usd,1.90,2026-11-02,x", "is no currency"),
        ("coffee,green,lb,0,USD,1.90,2026-11-02,x", "above zero"),
        ("coffee,green,lb,9999999999,USD,1.90,2026-11-02,x", "at most 1000000"),
        ("c" * 3000 + ",green,lb,1,USD,1.90,2026-11-02,x", "of 100 letters at most"),
        ("coffee," + "g" * 3000 + ",lb,1,USD,1.90,2026-11-02,x", "of 100 letters at most"),
        ("coffee,green,lb,1,USD,1.90,2026-11-02," + "x" * 3000, "letters, at most"),
        ("coffee,green,lb,1,USD,0,2026-11-02,x", "above zero"),
        ("coffee,green,lb,1,USD,-1,2026-11-02,x", "is no amount"),
        ("coffee,green,lb,1,USD,1.12345,2026-11-02,x", "more than 4 decimals"),
        ("coffee,green,lb,1,USD,1.90,2/11/2026,x", "is no day"),
        ("coffee,green,lb,1,USD,1.90,2026-11-02,", "names its source"),
    ],
)
def test_what_is_no_market_price_is_told(session: Session, row: str, why: str) -> None:
    report = take(session, row + "\n")
    assert outcomes(report) == [Outcome.REFUSED]
    assert why in report.lines[0].notes[0]
    assert prices(session) == []


def test_a_day_to_come_is_refused(session: Session) -> None:
    """A mistyped day would stand in the way of what is quoted on it. It may be tomorrow where somebody lives."""
    tomorrow, after = (COFFEE.replace("2026-11-02", day) for day in ("2026-11-26", "2026-11-27"))
    report = take(session, tomorrow + after)
    assert outcomes(report) == [Outcome.NEW, Outcome.REFUSED]
    assert report.lines[1].notes == ("2026-11-27 is still to come",)


def test_a_row_that_ends_early_is_told(session: Session) -> None:
    assert outcomes(take(session, "coffee,green,lb\n")) == [Outcome.REFUSED]


def test_a_file_of_something_else_is_refused(session: Session) -> None:
    with pytest.raises(RuleFileRefused):
        import_market(session, b"base,quote,date,rate,source\nEUR,USD,2026-11-02,1.1,x\n", today=TODAY, is_check=False)
