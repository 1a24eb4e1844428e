"""A feed in XML as rows of a table, item by item: no entity is expanded, no document type read, no tree kept."""

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
_MOST_CELLS = 2_000_000
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
        self.rows_total = sum(1 for _ in self)
        if self.rows_total == 0:
            raise ImportFileRefused("not_a_feed", "there is no item and no entry in it")

    def __iter__(self) -> Iterator[Line]:
        try:
            yield from self._items()
        except (ParseError, DefusedXmlException, UnicodeError, ValueError, LookupError) as error:
            raise ImportFileRefused("malformed", _why(error)) from None

    def index(self, names: Sequence[str]) -> int | None:
        """Where the first of these attributes is that any item has."""
        name = next((name for name in names if name in self._found), None)
        return None if name is None else self._wanted[name].place

    def _items(self) -> Iterator[Line]:
        number, depth = 1, 0
        path: list[Element] = []
        with self._path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    depth += 1
                    if depth > _DEEPEST:
                        raise ImportFileRefused("malformed", f"elements within more than {_DEEPEST} others")
                    path.append(element)
                    continue
                depth -= 1
                path.pop()
                if _local(element.tag) in _ITEMS:
                    number += 1
                    if number > MOST_ROWS + 1:
                        raise ImportFileRefused("too_many_rows", f"at most {MOST_ROWS} items")
                    yield Line(number, 0, self._cells(element), False)
                # An element that is done with is let go, and forgotten by what holds it.
                if depth and not any(_local(each.tag) in _ITEMS for each in path):
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
