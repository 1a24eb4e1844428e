"""What one process has made, each piece good for as long as the state it was made in is the state that is."""

import hashlib
from collections import OrderedDict
from collections.abc import Sized
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar


@dataclass(frozen=True)
class Answer:
    """`etag` is a strong one: the same for the same bytes, whoever made them and when. `tag` is what a shared cache
    that keeps it is told to forget it by. From `until` on it is made again, also in the state it was made in."""

    body: bytes
    etag: str
    tag: str = ""
    until: datetime | None = None

    @classmethod
    def of(cls, body: bytes, tag: str = "", *, until: datetime | None = None) -> "Answer":
        return cls(body, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', tag, until)

    def __len__(self) -> int:
        return len(self.body)


# About what a piece takes besides its letters: with its name, its state, its tag and its place among the others. Small
# answers to many odd questions would else take several times what they are given.
OVERHEAD = 500

Piece = TypeVar("Piece", bound=Sized)


class Kept(Generic[Piece]):
    """The pieces used last, up to so many bytes or letters, `OVERHEAD` for each among them."""

    def __init__(self, *, most: int = 64 * 1024 * 1024):
        self._most = most
        self._size = 0
        self._pieces: OrderedDict[str, tuple[str, Piece]] = OrderedDict()

    def __len__(self) -> int:
        """How many there are, of whatever state."""
        return len(self._pieces)

    def find(self, name: str, state: str) -> Piece | None:
        """The piece of this name, if it is here and of this state."""
        found = self._pieces.get(name)
        if found is None or found[0] != state:
            return None
        self._pieces.move_to_end(name)
        return found[1]

    def put(self, name: str, state: str, piece: Piece) -> None:
        """Keep a piece in place of the one of another state; those not asked for longest go. A very large one is not
        kept: it would drive out many."""
        if len(piece) * 8 > self._most:
            return
        self._drop(name)
        self._pieces[name] = (state, piece)
        self._size += OVERHEAD + len(name) + len(piece)
        while self._size > self._most:
            self._drop(next(iter(self._pieces)))

    def _drop(self, name: str) -> None:
        found = self._pieces.pop(name, None)
        if found is not None:
            self._size -= OVERHEAD + len(name) + len(found[1])
