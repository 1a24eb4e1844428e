"""What a code is worth, and whether these digits are it. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

# Of a million codes five are tried at most, in ten minutes, and by whoever asked for it alone.
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
_NO_CODE = bytes(32)


def hash_of_code(digits: str, *, code_id: str, secret_key: str) -> bytes:
    """What is stored of a code. A million codes are counted through in a second: without the key of the service nobody
    can, and the same digits look different in every row."""
    return hmac.digest(secret_key.encode(), f"sign-in code {code_id} {digits}".encode(), hashlib.sha256)


def is_open(*, tries_left: int, expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Whether digits may still be tried."""
    return tries_left > 0 and used_at is None and now < expires_at


def is_code(digits: str, stored: bytes | None, *, code_id: str, secret_key: str) -> bool:
    """Compare; takes the same time when there is nothing stored."""
    same = hmac.compare_digest(hash_of_code(digits, code_id=code_id, secret_key=secret_key), stored or _NO_CODE)
    return same and stored is not None
