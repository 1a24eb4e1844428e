"""Signed events: checked, then read. What they mean is not known here."""

import json
from datetime import UTC, datetime

import stripe

from gateways.stripe.client import at
from gateways.stripe.facts import BadSignature, EventFact
from kit.text import is_storable

_SIGNATURE_AGE_S = 300
_NAMES = ("id", "type", "account", "context", "api_version")


def read_event(body: bytes, signature: str | None, *, secrets: tuple[str, ...], now: datetime) -> EventFact:
    """Check a webhook's signature against each secret, then read it. Raises BadSignature, whatever is wrong with it."""
    if not signature or not signature.isascii() or len(signature) > 1000:
        raise BadSignature("no usable signature header")
    for secret in filter(None, secrets):
        try:
            stripe.WebhookSignature.verify_header(body.decode("utf-8"), signature, secret, tolerance=None)
            break
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, TypeError) as error:
            raise BadSignature("the body or the header is malformed") from error
    else:
        raise BadSignature("no secret fits")
    # The SDK would bound only the past, and by its own clock: a timestamp from the future would never grow old.
    if abs(now.timestamp() - _signed_at(signature)) > _SIGNATURE_AGE_S:
        raise BadSignature("signed too long ago, or in the future")
    return event_fact(body.decode("utf-8"))


def _signed_at(signature: str) -> int:
    stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
    try:
        return int(stamps[0])
    except (IndexError, ValueError) as error:
        raise BadSignature("the header has no timestamp") from error


def event_fact(payload: str) -> EventFact:
    """Read an event's body, a snapshot of API v1 or a thin one of v2. Raises BadSignature for what is no event."""
    try:
        event = json.loads(payload)
        if not all(is_storable(str(event.get(name) or "")) for name in _NAMES):
            raise ValueError("a name that no database can hold")
        is_thin = event.get("object") == "v2.core.event"
        return EventFact(
            id=str(event["id"]),
            type=str(event["type"]),
            account=str(event.get("account") or event.get("context") or ""),
            api_version=str(event["api_version"]) if event.get("api_version") else None,
            is_livemode=bool(event["livemode"]),
            occurred_at=_moment(event["created"]),
            object_id=str(event["related_object"]["id"] if is_thin else _object_id(event["data"]["object"])),
            payload=payload,
            is_thin=is_thin,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("the body is no event") from error


def _object_id(thing: "dict[str, object]") -> object:
    # A balance has no id of its own.
    return thing["id"] if "id" in thing else thing["object"]


def _moment(created: object) -> datetime:
    """API v1 says Unix seconds, v2 RFC 3339."""
    if isinstance(created, str):
        return datetime.fromisoformat(created).astimezone(UTC)
    if type(created) is not int:
        raise ValueError(f"{created!r} is no moment")
    return at(created)
