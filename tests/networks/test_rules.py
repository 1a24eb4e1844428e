"""Quarters and movements."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.networks.rules import Quarter, Share, Stay, count_by, movements, quarters

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(DAYS)
def test_a_day_is_in_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.starts_on <= day < quarter.ends_on
    assert Quarter.parse(str(quarter)) == quarter == quarter.next().previous()


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-q1", "2026-Q1 ", "²026-Q1", "9999-Q4", "0000-Q1", "-Q1"]
)
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Quarter.parse(text)


def test_quarters_run_over_the_year() -> None:
    assert [str(each) for each in quarters(Quarter(2025, 4), Quarter(2026, 2))] == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert list(quarters(Quarter(2026, 2), Quarter(2026, 1))) == []


@st.composite
def stays(draw: st.DrawFn) -> list[Stay]:
    found = []
    for member in range(draw(st.integers(0, 6))):
        marks = draw(st.lists(DAYS, max_size=4, unique=True).map(sorted))
        for since, until in zip(marks[::2], [*marks[1::2], None], strict=False):
            found.append(Stay(f"org_{member}", since, until))
    return found


@given(stays(), DAYS)
def test_every_movement_is_counted_once_and_adds_up(found: list[Stay], today: date) -> None:
    moved = movements(found, today=today, most=1000)
    there = sum(1 for stay in found if stay.since <= today and (stay.until is None or today < stay.until))
    assert (moved[-1].members if moved else 0) == there
    assert sum(each.joined for each in moved) == sum(1 for stay in found if stay.since <= today)
    for before, after in pairwise(moved):
        assert after.members == before.members + after.joined - after.left
        assert after.quarter == before.quarter.next()
        last = min(after.quarter.ends_on - timedelta(days=1), today)
        assert after.members == sum(
            1 for stay in found if stay.since <= last and (stay.until is None or last < stay.until)
        )


def test_only_the_last_quarters_are_told() -> None:
    told = movements([Stay("org_a", date(2020, 1, 1), None)], today=date(2026, 11, 26), most=4)
    assert [(str(each.quarter), each.joined, each.members) for each in told] == [
        ("2026-Q1", 0, 1),
        ("2026-Q2", 0, 1),
        ("2026-Q3", 0, 1),
        ("2026-Q4", 0, 1),
    ]


def test_the_unknown_stay_apart() -> None:
    counted = count_by(["OS90", None, "OS60", "OS90", ""], lambda word: word)
    assert counted.shares == (Share("OS90", 2), Share("OS60", 1))
    assert counted.unknown == 2
