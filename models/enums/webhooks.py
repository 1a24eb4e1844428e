"""The words of webhooks: what is told, to whom it goes, and how an attempt ended."""

from enum import StrEnum


class WebhookKind(StrEnum):
    """What an event tells. `webhook.test` is sent when somebody asks for it, and is subscribed to by nobody."""

    ORDER_PAID = "order.paid"
    PARCEL_SHIPPED = "parcel.shipped"
    PARCEL_DELIVERED = "parcel.delivered"
    REFUND_MADE = "refund.made"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_RETURNED = "payout.returned"
    CERTIFICATE_VERIFIED = "certificate.verified"
    CERTIFICATE_SUSPENDED = "certificate.suspended"
    CERTIFICATE_WITHDRAWN = "certificate.withdrawn"
    STATEMENT_PUBLISHED = "statement.published"
    WEBHOOK_TEST = "webhook.test"


class WebhookObject(StrEnum):
    """What kind of thing an event names."""

    ORDER = "order"
    PARCEL = "parcel"
    REFUND = "refund"
    PAYOUT = "payout"
    CERTIFICATE = "certificate"
    STATEMENT = "statement"
    WEBHOOK = "webhook"


class EndpointState(StrEnum):
    """A disabled endpoint is still written to, not sent to: enabled again, it gets what it missed."""

    ACTIVE = "active"
    DISABLED = "disabled"
    REMOVED = "removed"


class DisabledReason(StrEnum):
    """`gone`: it answered 410. `failing`: it took none of a delivery's attempts."""

    OWNER = "owner"
    OPERATOR = "operator"
    GONE = "gone"
    FAILING = "failing"


class DeliveryState(StrEnum):
    """A machine: waiting → delivered | failed, and back to waiting when somebody asks for it again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class AttemptOutcome(StrEnum):
    """A closed port, a filtered one, an unknown name and a slow server are all `no_answer`."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    NOT_ALLOWED = "not_allowed"
