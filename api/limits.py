"""How often. Counted in Valkey so that all processes count together; in this process alone while Valkey is away."""

from collections.abc import Mapping
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from api.errors import TooManyRequests
from kit.broker import client_url
from kit.log import get_log

_log = get_log("limits")


class Zone(StrEnum):
    """What is counted apart."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    SIGN_IN_CODE = "sign_in_code"
    PASSKEY = "passkey"
    CHECKOUT = "checkout"
    UPLOAD = "upload"
    FEED = "feed"
    EXPORT = "export"


_LIMITS: Mapping[Zone, tuple[RateLimitItem, ...]] = {
    Zone.SIGN_IN: (RateLimitItemPerMinute(10), RateLimitItemPerHour(60)),
    Zone.SIGN_UP: (RateLimitItemPerMinute(10), RateLimitItemPerHour(60)),
    # By address: each is a mail to somebody who may not have asked for it, and five guesses at a code.
    Zone.SIGN_IN_CODE: (RateLimitItemPerMinute(3), RateLimitItemPerHour(6), RateLimitItemPerDay(20)),
    # By person: each is a mail, to an address that may be somebody else's.
    Zone.PASSKEY: (RateLimitItemPerMinute(6), RateLimitItemPerDay(20)),
    Zone.CHECKOUT: (RateLimitItemPerMinute(60),),
    Zone.UPLOAD: (RateLimitItemPerMinute(60),),
    # Each reads the whole market.
    Zone.FEED: (RateLimitItemPerMinute(20),),
    # Each looks for one person in every table.
    Zone.EXPORT: (RateLimitItemPerMinute(3), RateLimitItemPerDay(30)),
}


class Limiter:
    """Raises TooManyRequests when a zone's limit for a key is used up."""

    def __init__(self, redis_url: str | None):
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = SlidingWindowCounterRateLimiter(_storage(redis_url)) if redis_url else None

    def count(self, zone: Zone, key: str) -> None:
        """Count one try, before it is made."""
        for limit in _LIMITS[zone]:
            if not self._hit(limit, zone, key):
                raise TooManyRequests(retry_after_s=limit.get_expiry() // max(1, limit.amount) + 1)

    def _hit(self, limit: RateLimitItem, *key: str) -> bool:
        if self._shared is not None:
            try:
                return self._shared.hit(limit, *key)
            except (RedisError, StorageError, OSError) as error:
                # A store that is away must not stop sign-in: a local count takes over.
                _log.warning("limiter_is_local", error=type(error).__name__)
        return self._local.hit(limit, *key)


def _storage(redis_url: str) -> Storage:
    address = client_url(redis_url)
    is_socket = address.startswith("unix://")
    options = {} if is_socket else {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
    if is_socket:
        address = f"redis+{address}"
    storage = storage_from_string(address, **options)
    assert isinstance(storage, Storage)
    return storage
