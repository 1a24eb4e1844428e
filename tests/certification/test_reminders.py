"""A holder is told 90, 30 and 7 days before the last day: once each, by the scheme's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from certification.reminders.queries import Reminder, list_open
from certification.reminders.remind_holders import remind_holders
from models.enums import VerificationDecision
from tests.certification.registry import NOW, Registry

LAST = date(2027, 6, 30)
DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def remind(registry: Registry, at: datetime) -> int:
    with registry.database.transaction() as session:
        return remind_holders(session, now=at)


def seen(registry: Registry, at: datetime) -> list[Reminder]:
    with registry.database.reading() as session:
        return list_open(session, holder_id=registry["coop"], now=at)


def test_each_threshold_is_told_once(registry: Registry) -> None:
    certificate_id = registry.verified("guarantee", valid_to=LAST)
    found = []
    for days_left in range(95, -2, -1):
        at = noon(LAST - days_left * DAY)
        if written := remind(registry, at):
            assert written == 1
            (reminder,) = seen(registry, at)
            found.append((days_left, reminder.days, reminder.days_left))
            assert (reminder.certificate_id, reminder.valid_to) == (certificate_id, LAST)
        assert remind(registry, at) == 0
    assert found == [(90, 90, 90), (30, 30, 30), (7, 7, 7)]
    assert registry.one("select count(*) from expiry_reminder") == 3


def test_who_is_late_is_told_of_the_nearest_alone(registry: Registry) -> None:
    registry.verified("guarantee", valid_to=LAST)
    assert remind(registry, noon(LAST - 5 * DAY)) == 1
    assert [reminder.days for reminder in seen(registry, noon(LAST))] == [7]


@pytest.mark.parametrize(("scheme", "hour"), [("guarantee", 0), ("organic", 5)])
def test_the_day_begins_where_the_scheme_is(registry: Registry, scheme: str, hour: int) -> None:
    registry.verified(scheme, valid_to=LAST)
    begins = datetime.combine(LAST - 90 * DAY, datetime.min.time(), UTC) + timedelta(hours=hour)
    assert remind(registry, begins - timedelta(seconds=1)) == 0
    assert remind(registry, begins) == 1


def test_what_is_over_or_was_never_verified_is_not_told(registry: Registry) -> None:
    registry.submitted("fairtrade", valid_to=LAST)
    given_up = registry.verified("guarantee", valid_to=LAST)
    registry.decide(given_up, VerificationDecision.SUSPEND, now=NOW + DAY)
    assert remind(registry, noon(LAST + DAY)) == 0
    assert remind(registry, noon(LAST)) == 1, "a suspended certificate may be lifted, and ends all the same"


def test_a_renewal_that_was_handed_in_ends_the_reminding(registry: Registry) -> None:
    old = registry.verified("guarantee", valid_to=LAST)
    assert remind(registry, noon(LAST - 80 * DAY)) == 1
    draft = registry.draft("guarantee", valid_from=LAST, valid_to=LAST + 300 * DAY, supersedes_id=old)
    assert len(seen(registry, noon(LAST))) == 1, "a draft is no renewal"
    registry.document(draft)
    registry.submit(draft)
    assert seen(registry, noon(LAST)) == []
    assert remind(registry, noon(LAST - 20 * DAY)) == 0
