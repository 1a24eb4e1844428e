"""Idempotency keys as Stripe documents them.

The answer is kept from the moment an endpoint begins to execute, a 500 included. Refused parameters and conflicts are
not kept. Keys belong to an account and may be pruned after 24 hours; v2 runs failed work again instead of replaying it.
"""

import hashlib
import json
from dataclasses import dataclass

from sandbox.errors import ApiError
from sandbox.store import Body
from sandbox.world import World


@dataclass(frozen=True)
class Answer:
    status: int
    body: Body
    request_id: str


class IdempotencyKeys:
    """The keys of one world. `begin` must be followed by exactly one `end`."""

    def __init__(self, world: World):
        self._world = world
        self._running: set[str] = set()

    def begin(self, account: str, key: str, fingerprint: str) -> Answer | None:
        """The kept answer, or None after noting that this key is at work. Raises ApiError for misuse (400, 409)."""
        if len(key) > 255:
            raise ApiError(400, "Idempotency keys may be at most 255 characters.", is_executed=False)
        id_ = f"{account}|{key}"
        if id_ in self._running:
            message = (
                f"There is currently another in-progress request using this Stripe Idempotent Key ({key}). "
                "Please try again later."
            )
            raise ApiError(409, message, type_="idempotency_error", code="idempotency_key_in_use", is_executed=False)
        self._prune(id_)
        kept = self._world.store.find("_idempotency", id_)
        if kept is None:
            self._running.add(id_)
            return None
        if kept.body["fingerprint"] != fingerprint:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
            raise ApiError(400, message, type_="idempotency_error", is_executed=False)
        return Answer(kept.body["status"], kept.body["answer"], kept.body["request_id"])

    def end(self, account: str, key: str, fingerprint: str, answer: Answer | None) -> None:
        """The request is over; keep its answer unless it is None."""
        id_ = f"{account}|{key}"
        self._running.discard(id_)
        if answer is None:
            return
        facts: Body = {
            "fingerprint": fingerprint,
            "status": answer.status,
            "answer": answer.body,
            "request_id": answer.request_id,
            "at": self._world.now,
        }
        self._world.store.add("_idempotency", id_, facts)

    def _prune(self, id_: str) -> None:
        kept = self._world.store.find("_idempotency", id_)
        if kept is not None and kept.body["at"] <= self._world.now - self._world.switches.keys_kept_seconds:
            self._world.store.remove(kept)


def fingerprint_of(method: str, path: str, params: Body) -> str:
    text = json.dumps([method, path, params], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
