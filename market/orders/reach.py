"""Whose cart or order it is: a person's by their account, a guest's by its secret. An id alone opens nothing."""

import secrets
from dataclasses import dataclass

from kit.ids import hash_secret


@dataclass(frozen=True)
class Reach:
    """Who asks: a signed-in person, the holder of a secret, both or neither."""

    person_id: str | None
    secret: str | None

    def opens(self, *, person_id: str | None, secret_hash: bytes | None) -> bool:
        """Whether this caller may see the object. Two things without an owner never match each other."""
        if self.person_id is not None and person_id is not None and self.person_id == person_id:
            return True
        if not self.secret or secret_hash is None:
            return False
        return secrets.compare_digest(hash_secret(self.secret), secret_hash)


class _EveryOrder(Reach):
    def opens(self, *, person_id: str | None, secret_hash: bytes | None) -> bool:
        return True


FOR_ITS_BUYER = _EveryOrder(None, None)
"""The market's own, for what it writes to whoever placed the order. Never that of a request."""
