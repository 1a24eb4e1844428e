"""Password hashing. Argon2id at OWASP's floor: 64 MiB a check let 40 parallel sign-ins take 2.4 GiB."""

from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from kit.errors import Unavailable

_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
_at_once = BoundedSemaphore(2)
_WAIT_S = 5.0
# Checked when the person is unknown, so that the answer takes as long as for a known one.
_NOBODYS_HASH = _hasher.hash("nobody has this password")

_COMMON = frozenset(
    [
        "password",
        "12345678",
        "123456789",
        "1234567890",
        "qwertyuiop",
        "password1",
        "passw0rd",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "trustno1",
        "welcome1",
        "letmein1",
        "dragon12",
        "11111111",
        "00000000",
        "abc12345",
        "1q2w3e4r",
        "azertyuiop",
        "motdepasse",
        "contraseña",
        "solidarity",
        "solifair",
        "administrator",
        "changeme",
        "123123123",
        "87654321",
        "asdfghjk",
        "qwerty123",
        "monkey123",
    ]
)


class TooBusyToHash(Unavailable):
    """Too many people are signing in at this moment."""

    code = "too_busy_to_hash"


def is_common(password: str) -> bool:
    """Whether it is among the first guesses."""
    return password.casefold() in _COMMON


def hash_password(password: str) -> str:
    with _turn():
        return _hasher.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """Compare; takes the same time when there is nothing stored."""
    with _turn():
        matches = _hasher.verify(password, stored or _NOBODYS_HASH)
    return matches and stored is not None


class _turn:
    """A bounded queue: hashing must not take every thread."""

    def __enter__(self) -> None:
        if not _at_once.acquire(timeout=_WAIT_S):
            raise TooBusyToHash()

    def __exit__(self, *error: object) -> None:
        _at_once.release()
