"""Webhooks, what was told to them, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from api.schemas.base import STORABLE, In, Moment, Out
from market.webhooks.log_queries import DeliveryFact
from market.webhooks.queries import WebhookFact
from market.webhooks.rules import SUBSCRIBABLE
from models.enums import (
    AttemptOutcome,
    DeliveryState,
    DisabledReason,
    EndpointState,
    WebhookKind,
    WebhookObject,
)
from models.webhooks import WebhookAttempt


def _subscribable(kind: WebhookKind) -> WebhookKind:
    if kind not in SUBSCRIBABLE:
        raise ValueError("nobody subscribes to tests: ask for one")
    return kind


_Kinds = Annotated[
    list[Annotated[WebhookKind, Field(strict=False), AfterValidator(_subscribable)]],
    Field(min_length=1, max_length=len(SUBSCRIBABLE), examples=[["order.paid", "parcel.shipped"]]),
]
_Url = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    STORABLE,
    Field(examples=["https://example.org/hooks/solifair"]),
]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), STORABLE]


class WebhookIn(In):
    """Where to send, and which events. Without an organisation it is the market's own: for its operators."""

    organisation_id: Annotated[str, StringConstraints(max_length=64), STORABLE] | None = None
    url: _Url
    kinds: _Kinds
    description: _Note = ""


class WebhookChangeIn(In):
    """What is left out stays as it is."""

    url: _Url | None = None
    kinds: _Kinds | None = None
    description: _Note | None = None


class WebhookOut(Out):
    """`failures`: attempts in a row that went wrong. `waiting`, `failed`: deliveries of the last 30 days."""

    id: str
    organisation_id: str
    organisation_name: str
    is_markets: bool = Field(description="The market's own")
    url: str
    description: str
    kinds: list[WebhookKind]
    state: EndpointState
    disabled_reason: DisabledReason | None
    disabled_at: datetime | None
    previous_secret_until: datetime | None = Field(description="Until when the secret before the newest signs too")
    failures: int
    waiting: int
    failed: int
    created_at: datetime

    @classmethod
    def of(cls, fact: WebhookFact) -> Self:
        return cls(
            id=fact.id,
            organisation_id=fact.organisation_id,
            organisation_name=fact.organisation_name,
            is_markets=fact.is_markets,
            url=fact.url,
            description=fact.description,
            kinds=[WebhookKind(kind) for kind in fact.kinds],
            state=EndpointState(fact.state),
            disabled_reason=DisabledReason(fact.disabled_reason) if fact.disabled_reason else None,
            disabled_at=fact.disabled_at,
            previous_secret_until=fact.previous_until,
            failures=fact.failures,
            waiting=fact.waiting,
            failed=fact.failed,
            created_at=fact.created_at,
        )


class OpenedWebhookOut(Out):
    """`secret` is in this answer and in no other."""

    secret: str = Field(examples=["whsec_K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="])
    webhook: WebhookOut


class RotationIn(In):
    """How long the secret before signs beside the new one, in hours; 0 where it has become known to others."""

    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=168)] = 24


class SendAgainIn(In):
    """Events that happened from `since` to before `until`, of those that stand so."""

    since: Moment = Field(strict=False)
    until: Moment = Field(strict=False)
    states: Annotated[
        list[Literal["delivered", "failed"]], Field(min_length=1, max_length=2, default_factory=lambda: ["failed"])
    ]


class SentAgainOut(Out):
    """How many deliveries were asked for."""

    count: int


class DeliveryOut(Out):
    """One event on its way to one webhook. `event_id` is sent as `webhook-id`."""

    id: str
    webhook_id: str
    event_id: str
    kind: WebhookKind
    object: WebhookObject
    object_id: str
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    ended_at: datetime | None
    last_outcome: AttemptOutcome | None
    last_status: int | None

    @classmethod
    def of(cls, fact: DeliveryFact) -> Self:
        return cls.model_validate({**_without_endpoint(fact), "webhook_id": fact.endpoint_id})


class AttemptOut(Out):
    """One request. Without an outcome it was not seen to its end. `answer` is the first KiB of what came back.

    `refused_address` is told to operators alone: what the name led to that is not public.
    """

    number: int
    started_at: datetime
    outcome: AttemptOutcome | None
    status: int | None
    duration_ms: int | None
    answer: str
    refused_address: str | None


class DeliveryWithAttemptsOut(DeliveryOut):
    """A delivery with all that was tried, the first attempt first."""

    tried: list[AttemptOut]

    @classmethod
    def with_attempts(cls, fact: DeliveryFact, attempts: Sequence[WebhookAttempt], *, is_operator: bool) -> Self:
        tried = [AttemptOut.model_validate(attempt) for attempt in attempts]
        if not is_operator:
            tried = [attempt.model_copy(update={"refused_address": None}) for attempt in tried]
        return cls.model_validate({**_without_endpoint(fact), "webhook_id": fact.endpoint_id, "tried": tried})


def _without_endpoint(fact: DeliveryFact) -> dict[str, object]:
    return {name: value for name, value in vars(fact).items() if name != "endpoint_id"}
