"""What a reader of one format is given and what it gives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from market.catalog.importing.products import FileProduct, Problem

LARGEST_FILE = 50 * 1024 * 1024
"""In bytes, of any format."""


class DecimalMark(StrEnum):
    """What stands before the decimals. A comma is never guessed to be one: somebody has to say it."""

    POINT = "."
    COMMA = ","


@dataclass(frozen=True)
class Source:
    """A file on this machine, and what its owner called it."""

    path: Path
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """How to read: the market's currency and its exponent, its shelves, and what only the file's owner knows.

    `mapping` is what each column of a `sheet` holds: the title as the file writes it to the code of a field, as
    `suggest_mapping` gives them; titles that are not in it are passed over. `producer_names` are the names and slugs
    of the producer, for files that name one in every row; empty: do not compare.
    """

    currency: str
    exponent: int
    categories: frozenset[str] = frozenset()
    mapping: Mapping[str, str] = field(default_factory=dict)
    decimal_mark: DecimalMark = DecimalMark.POINT
    producer_names: frozenset[str] = frozenset()


class Reading(Iterator[FileProduct]):
    """The products of a file, one after the other, in the order in which their last rows stand.

    `rows_total` counts the rows below the header that are not empty; `notes` are about the file as a whole. The whole
    file has been looked through before the first product comes: none is lost to a fault further down.
    """

    def __init__(self, products: Iterable[FileProduct], *, rows_total: int, notes: tuple[Problem, ...] = ()):
        self.rows_total = rows_total
        self.notes = notes
        self._products = iter(products)

    def __next__(self) -> FileProduct:
        return next(self._products)


class Format(Protocol):
    """A format that catalogues come in."""

    code: str

    def read(self, source: Source, asked: Asked) -> Reading:
        """The products of the file. Raises ImportFileRefused when it is not of this format or cannot be read."""
        ...
