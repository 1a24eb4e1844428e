"""A feed in XML as rows of a table, item by item: no entity is expanded, no document type read, no tree kept."""

import json
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.format import LARGEST_FILE, Source
from market.catalog.importing.formats.table import MOST_ROWS, Line
from market.catalog.importing.products import Problem

_ITEMS = frozenset({"item", "entry"})
_GOOGLE = "{http://base.google.com/ns/1.0}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_DEEPEST = 12
_LONGEST_CELL = 131_072


class _Wanted(NamedTuple):
    """An attribute that may come again: pictures."""

    place: int
    is_many: bool


class FeedRows:
    """The items of a feed as lines; `number` counts them, the first being row 2 as in a table, and `line` is unknown.

    Raises ImportFileRefused when it is made, if the file is not XML that is safe to read, or is no feed.
    """

    def __init__(self, source: Source, attributes: Sequence[str]):
        self._path = source.path
        if source.path.stat().st_size > LARGEST_FILE:
            raise ImportFileRefused("too_large", f"at most {LARGEST_FILE // 1024 // 1024} MiB")
        self.titles = tuple(f"g:{attribute}" for attribute in attributes)
        self.columns = tuple(attributes)
        self.notes: tuple[Problem, ...] = ()
        self._wanted = {name: _Wanted(place, "image" in name) for place, name in enumerate(attributes)}
        self._found: set[str] = set()
        # Read once: what comes after goes through the rows again and again.
        self._spool = tempfile.NamedTemporaryFile("w+", encoding="utf-8", prefix="feed-")  # noqa: SIM115
        weakref.finalize(self, self._spool.close)
        self.rows_total = self._read()
        if self.rows_total == 0:
            raise ImportFileRefused("not_a_feed", "there is no item and no entry in it")

    def __iter__(self) -> Iterator[Line]:
        with Path(self._spool.name).open(encoding="utf-8") as spool:
            for number, row in enumerate(spool, start=2):
                yield Line(number, 0, json.loads(row), False)

    def index(self, names: Sequence[str]) -> int | None:
        """Where the first of these attributes is that any item has."""
        name = next((name for name in names if name in self._found), None)
        return None if name is None else self._wanted[name].place

    def _read(self) -> int:
        """Write the rows down, and count them."""
        count = 0
        try:
            for cells in self._items():
                count += 1
                if count > MOST_ROWS:
                    raise ImportFileRefused("too_many_rows", f"at most {MOST_ROWS} items")
                self._spool.write(json.dumps(cells) + "\n")
        except (ParseError, DefusedXmlException, UnicodeError, ValueError, LookupError) as error:
            raise ImportFileRefused("malformed", _why(error)) from None
        self._spool.flush()
        return count

    def _items(self) -> Iterator[list[str]]:
        path: list[Element] = []
        items = 0
        with self._path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                is_item = _local(element.tag) in _ITEMS
                if event == "start":
                    if len(path) == _DEEPEST:
                        raise ImportFileRefused("malformed", f"elements within more than {_DEEPEST} others")
                    path.append(element)
                    items += is_item
                    continue
                path.pop()
                if is_item:
                    items -= 1
                    yield self._cells(element)
                # An element that is done with is let go, and forgotten by what holds it.
                if path and not items:
                    path[-1].clear()

    def _cells(self, item: Element) -> list[str]:
        cells = [""] * len(self.titles)
        for element in item:
            name = _local(element.tag)
            wanted = self._wanted.get(name)
            # Google's own attribute comes before RSS' or Atom's of the same name.
            if wanted is None or (cells[wanted.place] and not wanted.is_many and not element.tag.startswith(_GOOGLE)):
                continue
            text = " ".join((element.text or "").split()) if name != "description" else (element.text or "").strip()
            if not text and element.tag == f"{_ATOM}link":
                text = element.get("href", "")
            if len(text) > _LONGEST_CELL:
                raise ImportFileRefused("cell_too_large", f"{name} has more than {_LONGEST_CELL} letters")
            self._found.add(name)
            cells[wanted.place] = f"{cells[wanted.place]},{text}" if wanted.is_many and cells[wanted.place] else text
        return cells


def is_xml(path: Path) -> bool:
    """Whether a file begins as XML does."""
    with path.open("rb") as file:
        head = file.read(200)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or head[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _why(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return "it declares a document type or entities, which a feed does not need"
    return str(error)[:200]
