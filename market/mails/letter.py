"""A mail before it is text or HTML: blocks, so that both say the same."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Say:
    """A paragraph."""

    kind: ClassVar[str] = "say"
    text: str


@dataclass(frozen=True)
class Note:
    """A paragraph in small letters."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class Row:
    """A line of a table: what, for or to whom if anybody in particular, how much."""

    what: str
    whom: str
    amount: str


@dataclass(frozen=True)
class Sums:
    """A table of amounts under a heading, with its last line."""

    kind: ClassVar[str] = "sums"
    heading: str
    rows: tuple[Row, ...]
    total: Row | None = None


@dataclass(frozen=True)
class Facts:
    """Names and what they are, in pairs."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Code:
    """Digits to type."""

    kind: ClassVar[str] = "code"
    digits: str


@dataclass(frozen=True)
class Link:
    """Where to go on. `url` is absolute."""

    kind: ClassVar[str] = "link"
    label: str
    url: str


Block = Say | Note | Sums | Facts | Code | Link


@dataclass(frozen=True)
class Letter:
    """`greeting` may be empty. Texts are lines without a break; nothing in them is markup."""

    subject: str
    greeting: str
    blocks: tuple[Block, ...]
    foot: str
