"""Whom a passkey is for, what it is asked to sign, and whether it was copied. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

LASTS = timedelta(minutes=5)
MOST = 20
_USUAL_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True)
class RelyingParty:
    """`id` is the name that passkeys belong to; `origin` is where alone they may be asked for."""

    id: str
    origin: str


def relying_party(storefront_url: str) -> RelyingParty | None:
    """Whom the passkeys of a shop at this address are for; nobody, where it is a number: browsers take names alone."""
    parts = urlsplit(storefront_url)
    host = (parts.hostname or "").rstrip(".")
    if not host or _is_number(host):
        return None
    port = parts.port
    at_port = "" if port in (None, _USUAL_PORT.get(parts.scheme)) else f":{port}"
    return RelyingParty(host, f"{parts.scheme}://{host}{at_port}")


def challenge_of(token: str) -> bytes:
    """What the device signs, 32 bytes. Made of the token, so that nothing but that one's hash is stored; whoever sees
    the challenge does not know the token."""
    return hashlib.sha256(f"passkey challenge {token}".encode()).digest()


def is_copied(*, stored_count: int, told_count: int) -> bool:
    """Whether the key must be in two places: a device that counts its signatures has counted less than before. One that
    tells 0 each time does not count."""
    return (stored_count, told_count) != (0, 0) and told_count <= stored_count


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
