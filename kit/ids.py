"""Identifiers and secrets.

An id is a prefix that says the kind and 26 letters of Crockford base32 that hold a UUID version 7:
`prod_01kb3v6c2ve6r8x7q4p1zt9m5n`. It is the same text in the database, in the API and in a log line, and sorts by the
time it was made. An id is never a secret.

A secret is `sol_<kind>_` + 32 random bytes in base62 + a six-letter checksum, so that scanners can find a leaked one.
Only its SHA-256 is stored: 256 random bits need no slow hash (ASVS 6.5.2).
"""

import hashlib
import secrets
import time
import zlib

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID_LETTERS = 26
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]
_PAIR_SHIFTS = range(5 * (_ID_LETTERS - 2), -1, -10)
_SECRET_LETTERS = 43
_CHECK_LETTERS = 6


def _uuid7_bits(milliseconds: int) -> int:
    """128 bits by RFC 9562 §5.7: 48 of time, the version, the variant, the rest random."""
    random_bits = secrets.randbits(74)
    return (
        (milliseconds & ((1 << 48) - 1)) << 80
        | 0x7 << 76
        | (random_bits >> 62) << 64
        | 0b10 << 62
        | random_bits & ((1 << 62) - 1)
    )


def new_id(prefix: str, milliseconds: int | None = None) -> str:
    """Make an id such as `ord_01k…`; `milliseconds` since 1970 lets history be written with its own time."""
    bits = _uuid7_bits(time.time_ns() // 1_000_000 if milliseconds is None else milliseconds)
    letters = "".join([_PAIRS[bits >> shift & 1023] for shift in _PAIR_SHIFTS])
    return f"{prefix}_{letters}"


def is_id(prefix: str, text: str) -> bool:
    """Whether `text` is a well-formed id of this kind."""
    head, _, letters = text.rpartition("_")
    return head == prefix and len(letters) == _ID_LETTERS and letters[0] <= "7" and set(letters) <= set(_CROCKFORD)


def _base62(number: int, letters: int) -> str:
    digits = []
    for _ in range(letters):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(reversed(digits))


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECK_LETTERS)


def new_secret(kind: str) -> str:
    """Make a secret such as `sol_ses_…`. It is shown once; store `hash_secret` of it."""
    body = f"sol_{kind}_{_base62(secrets.randbits(256), _SECRET_LETTERS)}"
    return body + _checksum(body)


def new_digits(count: int) -> str:
    """So many decimal digits, none likelier than another, for a person to type."""
    return f"{secrets.randbelow(10**count):0{count}d}"


def is_secret(kind: str, text: str) -> bool:
    """Whether `text` could be a secret of this kind: refuses typing errors without asking the database."""
    body, check = text[:-_CHECK_LETTERS], text[-_CHECK_LETTERS:]
    if not text.isascii() or len(text) > 128:
        return False
    return body.startswith(f"sol_{kind}_") and secrets.compare_digest(_checksum(body), check)


def hash_secret(secret: str) -> bytes:
    """The 32 bytes that are stored for a secret."""
    return hashlib.sha256(secret.encode()).digest()
