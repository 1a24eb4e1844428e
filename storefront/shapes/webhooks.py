"""Webhooks as the API shows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Webhook:
    """Where an organisation wants to be told what happens."""

    id: str
    organisation_id: str
    organisation_name: str
    url: str
    description: str
    kinds: tuple[str, ...]
    state: str
    failures: int
    waiting: int
    failed: int
    created_at: str
    is_markets: bool = False
    disabled_reason: str | None = None
    disabled_at: str | None = None
    previous_secret_until: str | None = None


@dataclass(frozen=True)
class OpenedWebhook:
    """`secret` is shown once."""

    secret: str
    webhook: Webhook


@dataclass(frozen=True)
class WebhookDelivery:
    """One event on its way to one webhook."""

    id: str
    webhook_id: str
    event_id: str
    kind: str
    object: str
    object_id: str
    occurred_at: str
    state: str
    attempts: int
    next_attempt_at: str | None = None
    ended_at: str | None = None
    last_outcome: str | None = None
    last_status: int | None = None


@dataclass(frozen=True)
class WebhookAttempt:
    """One request to a webhook."""

    number: int
    started_at: str
    answer: str
    outcome: str | None = None
    status: int | None = None
    duration_ms: int | None = None
    refused_address: str | None = None


@dataclass(frozen=True)
class TriedDelivery(WebhookDelivery):
    """A delivery with all its attempts."""

    tried: tuple[WebhookAttempt, ...] = ()


@dataclass(frozen=True)
class SentAgain:
    """How many deliveries were asked for."""

    count: int
