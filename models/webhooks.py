"""Where the market tells other systems of what happened, and what came of each telling."""

from datetime import datetime

from sqlalchemy import Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from models.base import ID, Table, check, made_at, moment, one_of, own_id, ref, text_list, words
from models.enums import (
    AttemptOutcome,
    DeliveryState,
    DisabledReason,
    EndpointState,
    WebhookKind,
    WebhookObject,
)


class WebhookEndpoint(Table, table=True):
    """An address of an organisation's, or of the market's own, and what it wants to be told.

    `generation` and `previous_until` say which secrets sign; the secrets themselves are not stored. `failures` counts
    attempts in a row that went wrong; until `rests_until` nothing is sent, and until `leased_until` one process sends.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        one_of("state", EndpointState),
        one_of("disabled_reason", DisabledReason),
        check("url_is_short", "length(url) between 1 and 500"),
        check("wants_something", "cardinality(kinds) > 0"),
        check("generation_positive", "generation > 0"),
        check("disabled_has_reason", "(state = 'disabled') = (disabled_reason is not null)"),
        Index("ix_webhook_endpoint_open", "organisation_id", "id", postgresql_where=text("state <> 'removed'")),
    )

    id: str = own_id("whe")
    organisation_id: str = ref("organisation.id")
    url: str = words()
    description: str = words(default="")
    kinds: list[str] = text_list()
    state: EndpointState = words(default=EndpointState.ACTIVE)
    disabled_reason: DisabledReason | None = words(default=None, nullable=True)
    disabled_at: datetime | None = moment(default=None, nullable=True)
    generation: int = Field(default=1)
    previous_until: datetime | None = moment(default=None, nullable=True)
    failures: int = Field(default=0)
    rests_until: datetime | None = moment(default=None, nullable=True)
    leased_until: datetime | None = moment(default=None, nullable=True)
    created_by: str = ref("person.id")
    created_at: datetime = moment()


class WebhookEvent(Table, table=True):
    """What happened, as it is told: written by the database beside the fact, for as many as may read the object.

    Its id is the `webhook-id` of every attempt to tell it.
    """

    __tablename__ = "webhook_event"
    __table_args__ = (
        one_of("kind", WebhookKind),
        one_of("object", WebhookObject),
        Index("ix_webhook_event_age", "created_at"),
    )

    id: str = own_id("evt")
    kind: WebhookKind = words()
    object: WebhookObject = words()
    object_id: str = Field(sa_type=ID)
    occurred_at: datetime = moment()
    created_at: datetime = made_at()


class WebhookDelivery(Table, table=True):
    """One event on its way to one endpoint. `tries` counts since it was last asked for, `attempts` all there were."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        one_of("state", DeliveryState),
        check("tries_counted", "tries between 0 and attempts"),
        UniqueConstraint("event_id", "endpoint_id"),
        Index("ix_webhook_delivery_endpoint", "endpoint_id", text("id desc")),
        Index("ix_webhook_delivery_waiting", "endpoint_id", "id", postgresql_where=text("state = 'waiting'")),
    )

    id: str = own_id("whd")
    event_id: str = ref("webhook_event.id")
    endpoint_id: str = ref("webhook_endpoint.id")
    state: DeliveryState = words(default=DeliveryState.WAITING)
    tries: int = Field(default=0)
    attempts: int = Field(default=0)
    next_attempt_at: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)


class WebhookAttempt(Table, table=True):
    """One request to an endpoint, written before it is sent: without an outcome, the process did not live to see it.

    `answer` is the beginning of what came back. `refused_address` is what a name led to that is not public; it is for
    operators alone.
    """

    __tablename__ = "webhook_attempt"
    __table_args__ = (
        one_of("outcome", AttemptOutcome),
        check("answer_is_short", "length(answer) <= 1024"),
        check("status_is_one", "status between 100 and 999"),
    )

    delivery_id: str = ref("webhook_delivery.id", primary_key=True)
    number: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    started_at: datetime = moment()
    outcome: AttemptOutcome | None = words(default=None, nullable=True)
    status: int | None = None
    duration_ms: int | None = None
    answer: str = words(default="")
    refused_address: str | None = words(default=None, nullable=True)
