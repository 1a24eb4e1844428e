"""The messages that webhooks get, as OpenAPI 3.1 describes them."""

from typing import Any

from models.enums import WebhookKind

_TOLD = {
    WebhookKind.ORDER_PAID: "An order is paid. `data` names the order, or, to a producer in it, their own parcel.",
    WebhookKind.PARCEL_SHIPPED: "A parcel is on its way.",
    WebhookKind.PARCEL_DELIVERED: "A parcel has arrived.",
    WebhookKind.REFUND_MADE: "Money goes back to a buyer. `data` names the refund, or, to a producer, their parcel.",
    WebhookKind.PAYOUT_PAID: "A payout has arrived.",
    WebhookKind.PAYOUT_RETURNED: "A payout came back.",
    WebhookKind.CERTIFICATE_VERIFIED: "A federation has verified a certificate, or lifted its suspension.",
    WebhookKind.CERTIFICATE_SUSPENDED: "A federation has suspended a certificate.",
    WebhookKind.CERTIFICATE_WITHDRAWN: "A federation has withdrawn a certificate.",
    WebhookKind.STATEMENT_PUBLISHED: "An impact statement of the market, a producer or a network is ready.",
    WebhookKind.WEBHOOK_TEST: "A steward asked for a test.",
}
_OBJECTS = {
    WebhookKind.ORDER_PAID: ("order", "parcel"),
    WebhookKind.PARCEL_SHIPPED: ("parcel",),
    WebhookKind.PARCEL_DELIVERED: ("parcel",),
    WebhookKind.REFUND_MADE: ("refund", "parcel"),
    WebhookKind.PAYOUT_PAID: ("payout",),
    WebhookKind.PAYOUT_RETURNED: ("payout",),
    WebhookKind.CERTIFICATE_VERIFIED: ("certificate",),
    WebhookKind.CERTIFICATE_SUSPENDED: ("certificate",),
    WebhookKind.CERTIFICATE_WITHDRAWN: ("certificate",),
    WebhookKind.STATEMENT_PUBLISHED: ("statement",),
    WebhookKind.WEBHOOK_TEST: ("webhook",),
}
_HEADERS = (
    ("webhook-id", "The message; the same however often it is sent. Do nothing twice for one id."),
    ("webhook-timestamp", "When it was sent, in seconds since 1970. Refuse what is older than five minutes."),
    ("webhook-signature", "`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`; several, parted by blanks."),
)


def webhook_messages() -> dict[str, Any]:
    """The `webhooks` section of the document: one entry for each kind of event."""
    return {str(kind): {"post": _message(kind)} for kind in WebhookKind}


def _message(kind: WebhookKind) -> dict[str, Any]:
    return {
        "tags": ["webhooks"],
        "operationId": f"webhook_{kind.replace('.', '_')}",
        "summary": str(kind),
        "description": f"{_TOLD[kind]} By Standard Webhooks; see docs/webhooks.md.",
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": about, "schema": {"type": "string"}}
            for name, about in _HEADERS
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body(kind)}}},
        "responses": {
            "2XX": {"description": "Taken. Anything else is tried again."},
            "410": {"description": "Gone: the webhook is disabled."},
        },
    }


def _body(kind: WebhookKind) -> dict[str, Any]:
    data = {
        "type": "object",
        "required": ["id", "object"],
        "properties": {"id": {"type": "string"}, "object": {"enum": list(_OBJECTS[kind])}},
    }
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": str(kind)},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened"},
            "data": data,
        },
    }
