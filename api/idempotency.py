"""Idempotency-Key: the record commits in the same transaction as the effect.

The first request inserts the key's row before it does anything; a second one with the same key waits for that row and
then finds the stored answer. Rolled back together with a failed effect, the row never outlives it, so a 5xx is not
remembered. An effect that spans several transactions commits the row without an answer and is resumed by the retry:
the verb behind it must then be repeatable by its own key.
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.access import CallerDep
from api.errors import BadIdempotencyKey, IdempotencyKeyRequired, IdempotencyKeyReused
from kit.database import Session
from market.requests.remember_answer import Remembered, claim_key, remember_answer

_LONGEST_KEY = 255


@dataclass(frozen=True)
class Idempotent:
    """The key of this request, whose it is, and a hash of what it asks."""

    scope: str
    key: str | None
    request_hash: bytes

    def replay(self, session: Session) -> Response | None:
        """The stored answer of an earlier request with this key. Raises IdempotencyKeyReused for another body."""
        if self.key is None:
            return None
        remembered = claim_key(session, scope=self.scope, key=self.key, request_hash=self.request_hash)
        if remembered is None:
            return None
        if remembered.request_hash != self.request_hash:
            raise IdempotencyKeyReused()
        return _response(remembered) if remembered.status is not None else None

    def answer(self, session: Session, status: int, body: BaseModel) -> Response:
        """Store the answer beside its effect and give it."""
        text = body.model_dump_json()
        if self.key is not None:
            remember_answer(session, scope=self.scope, key=self.key, status=status, body=text)
        return Response(text, status_code=status, media_type="application/json")


def _response(remembered: Remembered) -> Response:
    assert remembered.status is not None
    return Response(
        remembered.body or "",
        status_code=remembered.status,
        media_type="application/json",
        headers={"Idempotent-Replayed": "true"},
    )


async def read_idempotency(
    request: Request,
    caller: CallerDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=_LONGEST_KEY,
            description="Makes a retry harmless; 1 to 255 ASCII characters",
        ),
    ] = None,
) -> Idempotent:
    if idempotency_key is not None and not (idempotency_key and idempotency_key.isascii() and idempotency_key.strip()):
        raise BadIdempotencyKey()
    body = await request.body()
    guest = request.headers.get("cart-secret") or request.headers.get("order-secret") or ""
    who = caller.person_id or f"guest:{hashlib.sha256(guest.encode()).hexdigest()[:32]}"
    return Idempotent(
        scope=f"{who} {request.method} {request.url.path}",
        key=idempotency_key,
        request_hash=hashlib.sha256(body).digest(),
    )


async def require_idempotency(
    idempotent: Annotated[Idempotent, Depends(read_idempotency)],
) -> Idempotent:
    if idempotent.key is None:
        raise IdempotencyKeyRequired()
    return idempotent


IdempotentDep = Annotated[Idempotent, Depends(read_idempotency)]
RequiredIdempotentDep = Annotated[Idempotent, Depends(require_idempotency)]
