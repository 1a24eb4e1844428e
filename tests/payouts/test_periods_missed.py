"""Which weeks are run."""

from datetime import UTC, datetime

import pytest

from kit.clock import IsoWeek
from market.payouts.rules import missed_periods

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


def weeks(last: str | None, now: datetime = WEDNESDAY) -> list[str]:
    return [str(week) for week in missed_periods(IsoWeek.parse(last) if last else None, now)]


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        (None, ["2026-W47"]),
        # The week of the last run is looked at again: more may have fallen due in it.
        ("2026-W47", ["2026-W47"]),
        ("2026-W46", ["2026-W46", "2026-W47"]),
        ("2026-W48", []),
        ("2026-W01", [f"2026-W{number}" for number in range(40, 48)]),
    ],
)
def test_weeks_that_ended_since_the_last_run_are_run_eight_at_most(last: str | None, missed: list[str]) -> None:
    assert weeks(last) == missed


def test_a_week_ends_with_its_sunday() -> None:
    assert weeks(None, datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC)) == ["2026-W47"]
    assert weeks(None, datetime(2026, 11, 30, tzinfo=UTC)) == ["2026-W48"]


def test_the_turn_of_a_long_year() -> None:
    assert weeks("2026-W52", datetime(2027, 1, 5, tzinfo=UTC)) == ["2026-W52", "2026-W53"]
