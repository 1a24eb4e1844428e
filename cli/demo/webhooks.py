"""A producer's book-keeping program listened to the demo until it was disabled: nothing is sent to anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.rows import insert_rows
from kit.ids import new_id
from market.webhooks.open_webhook import WebhookTerms, open_webhook
from market.webhooks.reach import Reach
from market.webhooks.stop_webhook import disable_webhook
from models.enums import AttemptOutcome, DeliveryState, WebhookKind, WebhookObject
from models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEvent

_HAS_WEBHOOK = text("select exists (select from webhook_endpoint)")
# As much as a book-keeping program would have heard of in a month.
_SOLD = text(
    """
    select p.id, o.paid_at from parcel p join customer_order o on o.id = p.order_id
    where p.producer_id = :producer_id and o.paid_at between :since and :until
    order by o.paid_at desc, p.id limit 12
    """
)
_MONTH, _DAY = timedelta(days=28), timedelta(days=1)
# Once in a while it was being restarted.
_EVERY_FIFTH = 5


@dataclass(frozen=True)
class Sold:
    """A parcel of a paid order."""

    id: str
    paid_at: datetime


def listen_to_sales(session: Session, content: DemoContent, ground: Ground, *, secret_key: str, now: datetime) -> None:
    """Open it for the first producer who can sign in, with what it was told in the last month. Safe to repeat."""
    if session.execute(_HAS_WEBHOOK).scalar_one():
        return
    steward = next(
        person
        for person in content.people
        if person.organisation is not None and person.role in ("secretary", "member")
    )
    reach = Reach(ground.people[steward.slug])
    producer_id = ground.organisations[str(steward.organisation)]
    terms = WebhookTerms(
        url="https://books.example.org/solifair",
        kinds=(WebhookKind.ORDER_PAID, WebhookKind.REFUND_MADE, WebhookKind.PAYOUT_PAID),
        description="Book-keeping",
        secret_key=secret_key,
        may_reach_loopback=False,
    )
    opened = open_webhook(session, terms, organisation_id=producer_id, reach=reach, now=now - _MONTH)
    disable_webhook(session, opened.id, reach=reach, now=now)
    asked = {"producer_id": producer_id, "since": now - _MONTH, "until": now - _DAY}
    sold = [Sold(**row._mapping) for row in session.execute(_SOLD, asked)]
    _write_log(session, opened.id, sold[::-1])


def _write_log(session: Session, webhook_id: str, sold: list[Sold]) -> None:
    events, deliveries, attempts = [], [], []
    for place, parcel in enumerate(sold):
        paid_at, milliseconds = parcel.paid_at, int(parcel.paid_at.timestamp() * 1000)
        event = WebhookEvent(
            id=new_id("evt", milliseconds),
            kind=WebhookKind.ORDER_PAID,
            object=WebhookObject.PARCEL,
            object_id=parcel.id,
            occurred_at=paid_at,
            created_at=paid_at,
        )
        tries = 2 if place % _EVERY_FIFTH == 1 else 1
        ended_at = paid_at + timedelta(seconds=1 if tries == 1 else 8)
        delivery = WebhookDelivery(
            id=new_id("whd", milliseconds),
            event_id=event.id,
            endpoint_id=webhook_id,
            state=DeliveryState.DELIVERED,
            tries=tries,
            attempts=tries,
            next_attempt_at=ended_at,
            ended_at=ended_at,
        )
        if tries > 1:
            attempts.append(_attempt(delivery.id, 1, paid_at, AttemptOutcome.REFUSED, 503, "starting up"))
        attempts.append(_attempt(delivery.id, tries, ended_at, AttemptOutcome.ACCEPTED, 204, ""))
        events.append(event)
        deliveries.append(delivery)
    for rows in (events, deliveries, attempts):
        insert_rows(session, rows)


def _attempt(
    delivery_id: str, number: int, at: datetime, outcome: AttemptOutcome, status: int, answer: str
) -> WebhookAttempt:
    return WebhookAttempt(
        delivery_id=delivery_id,
        number=number,
        started_at=at,
        outcome=outcome,
        status=status,
        duration_ms=180 + 7 * number,
        answer=answer,
    )
