"""Bytes as text: base58btc with the prefix `z`, base64url without padding, Ed25519 keys as Multikey.

Multibase and Multikey are those of W3C Controlled Identifiers 1.0, section 2.4.
"""

import base64

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# The code of an Ed25519 public key in the table of multicodecs, as a varint.
_ED25519_PUBLIC = b"\xed\x01"
_KEY_BYTES = 32
# Nothing that is read here is longer than a signature; decoding base58 takes time by the square of the length.
_LONGEST = 200


class NotMultibase(ValueError):
    """The text is not what it should be the encoding of."""


def to_base58(data: bytes) -> str:
    """`z` and the base58btc digits; each leading zero byte is a `1`."""
    number = int.from_bytes(data)
    digits = []
    while number:
        number, digit = divmod(number, 58)
        digits.append(_BASE58[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + "".join(reversed(digits))


def from_base58(text: str) -> bytes:
    """Raises NotMultibase."""
    digits = text[1:]
    if not text.startswith("z") or len(text) > _LONGEST or not set(digits) <= set(_BASE58):
        raise NotMultibase("not base58btc")
    number = 0
    for digit in digits:
        number = number * 58 + _BASE58.index(digit)
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def to_base64url(data: bytes) -> str:
    """Without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises NotMultibase, also for a text that pads or holds letters of another alphabet."""
    if "=" in text:
        raise NotMultibase("padded")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise NotMultibase("not base64url") from None


def to_multikey(public_key: bytes) -> str:
    """An Ed25519 public key of 32 bytes as `z6Mk…`."""
    return to_base58(_ED25519_PUBLIC + public_key)


def from_multikey(text: str) -> bytes:
    """The 32 bytes of an Ed25519 public key. Raises NotMultibase."""
    data = from_base58(text)
    if not data.startswith(_ED25519_PUBLIC) or len(data) != len(_ED25519_PUBLIC) + _KEY_BYTES:
        raise NotMultibase("not an Ed25519 public key")
    return data.removeprefix(_ED25519_PUBLIC)
