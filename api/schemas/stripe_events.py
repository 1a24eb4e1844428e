"""Stripe's events as they came, without their bodies: those hold what buyers typed."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from api.schemas.alerts import AlertOut
from api.schemas.base import In, Out, Text
from market.events.tell_event import EventStory
from market.payments.events_queries import StoredEvent


class EventState(StrEnum):
    """`failing` waits too, and was tried in vain."""

    WAITING = "waiting"
    FAILING = "failing"
    HANDLED = "handled"


class StripeEventOut(Out):
    """One event: how often it came, and what came of it. `account` is empty for the market's own."""

    id: str
    account: str
    type: str
    state: EventState
    occurred_at: datetime
    received_at: datetime
    deliveries: int
    attempts: int
    outcome: str | None
    last_error: str | None
    handled_at: datetime | None

    @classmethod
    def of(cls, event: StoredEvent) -> "StripeEventOut":
        waiting = EventState.FAILING if event.attempts and event.last_error else EventState.WAITING
        return cls(
            id=event.id,
            account=event.account,
            type=event.type,
            state=waiting if event.handled_at is None else EventState.HANDLED,
            occurred_at=event.occurred_at,
            received_at=event.received_at,
            deliveries=event.deliveries,
            attempts=event.attempts,
            outcome=event.outcome,
            last_error=event.last_error,
            handled_at=event.handled_at,
        )


class EventStoryOut(Out):
    """An event, what it is about, when it is tried next, and what people were asked to look at because of it."""

    event: StripeEventOut
    subject_type: str
    subject_id: str
    api_version: str | None
    next_attempt_at: datetime | None
    alerts: list[AlertOut]

    @classmethod
    def of(cls, story: EventStory) -> "EventStoryOut":
        return cls(
            event=StripeEventOut.of(story.event),
            subject_type=story.subject_type,
            subject_id=story.subject_id,
            api_version=story.api_version,
            next_attempt_at=story.next_attempt_at,
            alerts=[AlertOut.of(alert) for alert in story.alerts],
        )


class ReplayIn(In):
    """Which account's event it is."""

    account: Text = Field("", max_length=64, description="Of a connected account, acct_…; empty for the market's own")
