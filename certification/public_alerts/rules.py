"""Who an alert is counted against. No clock, no session."""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

# What one household or office is given; whoever has it can answer from any address in it.
_IPV6_SITE = 64


def sender_mark(address: str, *, certificate_id: str, secret: str) -> bytes:
    """32 bytes that tell alerts of one network about one certificate apart from others, and nothing else: they lead
    neither back to the address nor from one certificate to another."""
    key = hmac.digest(secret.encode(), b"solifair senders of alerts 1", hashlib.sha256)
    return hmac.digest(key, f"{certificate_id} {_network(address)}".encode(), hashlib.sha256)


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _IPV6_SITE), strict=False))
