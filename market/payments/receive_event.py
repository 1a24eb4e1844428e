"""Store events before Stripe is told that we have them. The row is the work; the task only wakes a worker."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import wake_relay
from gateways.stripe import EventFact
from market.payments import events_queries


def receive_events(session: Session, events: Sequence[EventFact], *, now: datetime) -> None:
    """Store each event once; while it is unhandled, each delivery asks for the work again. One statement for all."""
    if events_queries.store_events(session, events, now=now):
        wake_relay(session)


def receive_event(session: Session, event: EventFact, *, now: datetime) -> None:
    """Store one event."""
    receive_events(session, [event], now=now)
