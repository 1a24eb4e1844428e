"""When it is tried again, and when an endpoint is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.webhooks.rules import ATTEMPTS, RETRY_AFTER, Verdict, judge, outcome_of
from models.enums import AttemptOutcome, DeliveryState, DisabledReason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REFUSED = AttemptOutcome.REFUSED


def test_ten_attempts_within_more_than_three_days() -> None:
    assert ATTEMPTS == 10
    assert sum(RETRY_AFTER, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize(
    ("status", "is_allowed", "expected"),
    [
        (200, True, AttemptOutcome.ACCEPTED),
        (299, True, AttemptOutcome.ACCEPTED),
        (302, True, REFUSED),
        (410, True, REFUSED),
        (500, True, REFUSED),
        (None, True, AttemptOutcome.NO_ANSWER),
        (None, False, AttemptOutcome.NOT_ALLOWED),
    ],
)
def test_what_an_answer_means(status: int | None, is_allowed: bool, expected: AttemptOutcome) -> None:
    assert outcome_of(status, is_allowed=is_allowed) is expected


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True))
def test_the_next_attempt_is_up_to_a_tenth_later_than_the_schedule(tries: int, jitter: float) -> None:
    verdict = judge(REFUSED, 500, tries=tries, failures=1, jitter=jitter, now=NOW)
    wait = RETRY_AFTER[tries - 1]
    assert verdict.state is DeliveryState.WAITING
    assert verdict.retry_at is not None
    assert wait <= verdict.retry_at - NOW <= wait * 1.1


def test_what_was_taken_is_done_and_the_endpoint_is_well() -> None:
    verdict = judge(AttemptOutcome.ACCEPTED, 200, tries=7, failures=0, jitter=0.5, now=NOW)
    assert verdict == Verdict(DeliveryState.DELIVERED)


def test_an_endpoint_is_given_up_for_410_or_after_the_last_attempt() -> None:
    gone = judge(REFUSED, 410, tries=1, failures=1, jitter=0, now=NOW)
    assert gone == Verdict(DeliveryState.FAILED, disable=DisabledReason.GONE)
    failing = judge(AttemptOutcome.NO_ANSWER, None, tries=ATTEMPTS, failures=40, jitter=0, now=NOW)
    assert failing == Verdict(DeliveryState.FAILED, disable=DisabledReason.FAILING)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (6, 160), (7, 300), (10_000, 300)])
def test_an_endpoint_that_fails_rests_longer_and_longer(failures: int, seconds: int) -> None:
    verdict = judge(REFUSED, 503, tries=1, failures=failures, jitter=0, now=NOW)
    assert verdict.rests_until == NOW + timedelta(seconds=seconds)
