"""A certificate's life as spans of days, and as a picture with its numbers."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from storefront.course import Span, course_of
from storefront.drawing import course
from storefront.shapes.proof import Step

FIRST, LAST, TODAY = "2026-01-01", "2026-12-31", date(2026, 11, 25)


def step(state: str, day: str) -> Step:
    return Step(state, f"{day}T09:00:00Z")


def told(*steps: Step, today: date = TODAY) -> list[tuple[str, str, str]]:
    spans = course_of(steps, valid_from=FIRST, valid_to=LAST, today=today)
    return [(span.state, str(span.start), str(span.end)) for span in spans]


def test_a_suspension_stands_between_two_verified_spans() -> None:
    assert told(
        step("draft", "2026-01-30"),
        step("submitted", "2026-02-01"),
        step("verified", "2026-03-01"),
        step("suspended", "2026-05-01"),
        step("verified", "2026-06-01"),
    ) == [
        ("submitted", "2026-02-01", "2026-03-01"),
        ("verified", "2026-03-01", "2026-05-01"),
        ("suspended", "2026-05-01", "2026-06-01"),
        ("verified", "2026-06-01", "2026-11-25"),
    ]


def test_what_was_verified_early_begins_on_its_first_day_and_expires_after_its_last() -> None:
    early = (step("submitted", "2025-11-01"), step("verified", "2025-12-01"))
    assert told(*early, today=date(2027, 2, 1)) == [
        ("submitted", "2025-11-01", "2025-12-01"),
        ("not_yet_valid", "2025-12-01", "2026-01-01"),
        ("verified", "2026-01-01", "2027-01-01"),
        ("expired", "2027-01-01", "2027-02-01"),
    ]
    assert told(*early, today=date(2026, 12, 31))[-1] == ("verified", "2026-01-01", "2026-12-31")


def test_an_end_that_reaches_back_takes_the_place_of_what_it_reaches_over() -> None:
    assert told(
        step("verified", "2026-02-01"),
        step("suspended", "2026-08-01"),
        step("verified", "2026-09-01"),
        step("withdrawn", "2026-07-01"),
    ) == [("verified", "2026-02-01", "2026-07-01"), ("withdrawn", "2026-07-01", "2026-11-25")]


def test_an_end_that_is_only_announced_has_not_come() -> None:
    announced = (step("verified", "2026-02-01"), step("superseded", "2026-12-01"))
    assert told(*announced) == [("verified", "2026-02-01", "2026-11-25")]
    assert told() == []


_STATES = st.sampled_from(["submitted", "verified", "suspended", "withdrawn"])
_DAYS = st.integers(-200, 500).map(lambda days: str(date(2026, 1, 1) + timedelta(days=days)))


@given(st.lists(st.builds(step, _STATES, _DAYS), max_size=8))
def test_spans_follow_each_other_without_a_gap_up_to_today(steps: list[Step]) -> None:
    spans = course_of(steps, valid_from=FIRST, valid_to=LAST, today=TODAY)
    begun = [one for one in steps if one.at[:10] <= str(TODAY)]
    assert bool(spans) == bool(begun)
    if spans:
        assert str(spans[0].start) == min(one.at[:10] for one in begun)
        assert spans[-1].end == TODAY
    for before, after in pairwise(spans):
        assert before.end == after.start and before.state != after.state


def test_the_picture_has_a_piece_for_each_span_and_numbers_where_they_fit() -> None:
    spans = [
        Span("verified", date(2026, 1, 1), date(2026, 7, 2)),
        Span("suspended", date(2026, 7, 2), date(2026, 7, 4)),
        Span("verified", date(2026, 7, 4), TODAY),
    ]
    drawn = course(spans, valid_to=LAST, today=TODAY, title='"><b>')
    found = re.findall(r'<rect x="([\d.]+)%" y="12" width="([\d.]+)%" height="26" class="course-(\w+)"', drawn)
    assert [(round(float(x)), state) for x, _, state in found] == [(0, "verified"), (50, "suspended"), (51, "verified")]
    assert float(found[1][1]) >= 0.5
    assert re.findall(r"course-number[^>]*>(\d)<", drawn) == ["1", "3"]
    assert "<b>" not in drawn
    assert course([], valid_to=LAST, today=TODAY, title="") == ""
