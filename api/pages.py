"""Keyset paging. A cursor is opaque and signed: it can be neither guessed nor carried to another list."""

import base64
import hashlib
import hmac
import json
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from api.errors import BadCursor
from api.schemas.base import Out

Item = TypeVar("Item")
CursorValue = str | int | None

_SIGNATURE_BYTES = 12
_LONGEST_CURSOR = 2000


class Page(Out, Generic[Item]):
    """One page of a list. `next_cursor` is set while there is more."""

    data: list[Item]
    has_more: bool
    next_cursor: str | None = None


class PageQueryIn(BaseModel):
    """`limit` and `cursor` of the request."""

    limit: int = Field(20, ge=1, le=100, description="How many at most")
    cursor: str | None = Field(None, max_length=_LONGEST_CURSOR, description="From `next_cursor`")


PageQuery = Annotated[PageQueryIn, Query()]


class CursorSigner:
    """Makes and reads cursors of one list; the list's name (and its filters) are signed with the position."""

    def __init__(self, secret_key: str, list_name: str):
        self._key = hashlib.sha256(f"cursor\0{list_name}\0{secret_key}".encode()).digest()

    def write(self, position: list[CursorValue]) -> str:
        body = json.dumps(position, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._signature(body) + body).decode().rstrip("=")

    def read(self, cursor: str | None) -> list[CursorValue] | None:
        """The position, or None for the first page. Raises BadCursor."""
        if cursor is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except ValueError:
            raise BadCursor() from None
        signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body)):
            raise BadCursor()
        position = json.loads(body)
        if not isinstance(position, list):
            raise BadCursor()
        return position

    def _signature(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
