"""Refusals about webhooks."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


class NoSuchWebhook(NotFound):
    """There is no such webhook, or it is not yours."""

    code: ClassVar[str] = "no_such_webhook"


class NoSuchWebhookDelivery(NotFound):
    """There is no such delivery, or it is not yours. Deliveries are kept for 30 days."""

    code: ClassVar[str] = "no_such_webhook_delivery"


class WebhookAddressRefused(Invalid):
    """Webhooks are sent by HTTPS to port 443 or 8443 of a public address, without a password in it."""

    code: ClassVar[str] = "webhook_address_refused"


@dataclass(eq=False)
class TooManyWebhooks(Conflict):
    """An organisation has only so many webhooks; remove one first."""

    code: ClassVar[str] = "too_many_webhooks"
    most: int


class WebhookDisabled(Conflict):
    """The webhook is disabled: enable it first, and it gets what it missed."""

    code: ClassVar[str] = "webhook_disabled"


class WebhookPeriodNotSensible(Invalid):
    """A period ends after it begins."""

    code: ClassVar[str] = "webhook_period_not_sensible"


class WebhookStoppedByOperator(Conflict):
    """The market's operator has disabled this webhook; ask them."""

    code: ClassVar[str] = "webhook_stopped_by_operator"
