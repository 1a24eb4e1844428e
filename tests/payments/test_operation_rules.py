"""When Stripe is asked, when it is searched first, and under which key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kit.money import Money
from market.payments.operations.rules import (
    LEASE,
    Operation,
    is_claimable,
    looks_first,
    next_attempt_at,
    next_key,
)
from models.enums import StripeOperationKind, StripeOperationState

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WAITING = Operation(
    id="sop_1",
    kind=StripeOperationKind.TRANSFER,
    business_key="tr:pyt_1",
    idempotency_key="tr:pyt_1/1",
    parameters={"amount_minor": 500, "currency": "EUR"},
    subject_id="pyt_1",
    state=StripeOperationState.PENDING,
    attempts=0,
    first_sent_at=None,
    last_sent_at=None,
    next_attempt_at=NOW,
    has_stored_failure=False,
)
SENDING = replace(WAITING, state=StripeOperationState.SENDING, first_sent_at=NOW, last_sent_at=NOW)


def test_an_operation_says_its_amount() -> None:
    assert WAITING.money == Money(500, "EUR")
    for wrong in ("500", 5.0, True):
        with pytest.raises(TypeError, match=f"^{wrong!r} is no amount$"):
            _ = replace(WAITING, parameters={"amount_minor": wrong, "currency": "EUR"}).money


@pytest.mark.parametrize(
    ("operation", "is_time"),
    [
        (WAITING, True),
        (replace(WAITING, next_attempt_at=NOW + SECOND), False),
        (replace(WAITING, state=StripeOperationState.UNKNOWN), True),
        (replace(WAITING, state=StripeOperationState.UNKNOWN, next_attempt_at=NOW + SECOND), False),
        (replace(WAITING, state=StripeOperationState.SUCCEEDED), False),
        (replace(WAITING, state=StripeOperationState.FAILED), False),
        (SENDING, False),
        (replace(SENDING, last_sent_at=NOW - LEASE + SECOND), False),
        (replace(SENDING, last_sent_at=NOW - LEASE), True),
        (replace(SENDING, last_sent_at=None), False),
        # Whoever ended it ended it, however long ago it was sent.
        (replace(SENDING, state=StripeOperationState.FAILED, last_sent_at=NOW - 2 * LEASE), False),
    ],
)
def test_it_is_time_when_it_waits_and_is_due_or_its_sender_has_died(operation: Operation, is_time: bool) -> None:
    assert is_claimable(operation, NOW) is is_time


@pytest.mark.parametrize(
    ("operation", "looks"),
    [
        (WAITING, False),
        (SENDING, True),
        (replace(WAITING, has_stored_failure=True), True),
        (replace(WAITING, first_sent_at=NOW - timedelta(hours=23) + SECOND), False),
        (replace(WAITING, first_sent_at=NOW - timedelta(hours=23)), True),
    ],
)
def test_stripe_is_searched_first_when_the_key_may_tell_nothing(operation: Operation, looks: bool) -> None:
    assert looks_first(operation, NOW) is looks


def test_another_key_is_the_next_number_of_the_same_business() -> None:
    assert next_key(WAITING) == "tr:pyt_1/2"
    assert next_key(replace(WAITING, idempotency_key="tr:pyt_1/9")) == "tr:pyt_1/10"


def test_pauses_grow_to_an_hour() -> None:
    pauses = [(next_attempt_at(attempts, NOW) - NOW).total_seconds() for attempts in range(9)]
    assert pauses == [5, 5, 15, 60, 300, 900, 3600, 3600, 3600]


def test_a_sender_is_given_up_after_five_minutes() -> None:
    assert timedelta(minutes=5) == LEASE
