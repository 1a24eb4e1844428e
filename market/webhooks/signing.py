"""Secrets and signatures of Standard Webhooks.

No secret is stored. Each is derived from the installation's own key, the endpoint's id and the secret's generation
(docs/adr/0047), so that a copy of the database forges nothing.
"""

import base64
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PREFIX = "whsec_"


def secret_of(endpoint_id: str, generation: int, *, secret_key: str) -> str:
    """`whsec_` and 32 bytes in base64."""
    info = f"solifair webhooks 1\0{endpoint_id}\0{generation}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret_key.encode())
    return _PREFIX + base64.b64encode(derived).decode("ascii")


def secrets_in_force(
    endpoint_id: str, generation: int, *, previous_until: datetime | None, secret_key: str, now: datetime
) -> list[str]:
    """The newest first; the one before it too, until its time is over."""
    has_previous = previous_until is not None and previous_until > now
    generations = [generation, generation - 1] if has_previous else [generation]
    return [secret_of(endpoint_id, each, secret_key=secret_key) for each in generations]


def sign(secret: str, *, message_id: str, at: datetime, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 over id, time and body, in base64."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = b"%s.%d.%s" % (message_id.encode(), int(at.timestamp()), body)
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode("ascii")


def headers_of(secrets: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message; one signature for each secret."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(sign(secret, message_id=message_id, at=at, body=body) for secret in secrets),
    }


def body_of(kind: str, *, occurred_at: datetime, object_kind: str, object_id: str) -> bytes:
    """What is sent: which thing to read, and nothing of it. The same bytes at every attempt."""
    moment = occurred_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    document = {"type": kind, "timestamp": moment, "data": {"id": object_id, "object": object_kind}}
    return json.dumps(document, separators=(",", ":")).encode("ascii")
