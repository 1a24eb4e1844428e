"""A table of any kind, row by row: its encoding, its separator, its header and its limits; nothing of products."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.cells import unguarded
from market.catalog.importing.formats.encoding import encoding_of, read_lines
from market.catalog.importing.formats.format import LARGEST_FILE, Source
from market.catalog.importing.formats.workbook import Spool, is_workbook, unpack_workbook
from market.catalog.importing.products import Problem, Severity
from market.catalog.rules import folded

MOST_ROWS = 200_000
_MOST_COLUMNS = 300
_SEPARATORS = (",", ";", "\t")
# With empty ones, and what may stand above the header.
_MOST_RECORDS = MOST_ROWS + 100
_HEAD = 64 * 1024
_ABOVE_THE_HEADER = 10
_REFUSALS = {
    "field larger than field limit": ("cell_too_large", "a cell of more than 131072 letters"),
    "unexpected end of data": ("quote_not_closed", "a quotation mark opens a cell and nothing closes it"),
}


class Cell(NamedTuple):
    """What stands in one place. `row` and `line` as in Problem."""

    text: str
    column: str
    row: int
    line: int


@dataclass(slots=True)
class Line:
    """One record: as many cells as the header has. `number` is its row in a spreadsheet, `line` that in a text editor,
    0 in a workbook."""

    number: int
    line: int
    cells: list[str]
    has_extra_cells: bool


class Table:
    """A header and its records, which can be gone through again and again; rows without any text are left out.

    `titles` are the columns as the file writes them, `columns` the same folded. `rows_total` counts the records.
    Raises ImportFileRefused when it is made, if the file is no table or larger than a catalogue is.
    """

    def __init__(
        self,
        source: Source,
        *,
        likeliness: Callable[[tuple[str, ...]], int] | None = None,
        is_glance: bool = False,
    ):
        """The header is the first record with any text, or the one of the first records that is the likeliest.

        A glance looks at the header alone: nobody knows how many records there are, or whether they are sound.
        """
        self._source = source
        self.notes: tuple[Problem, ...] = ()
        self._spool, self._encoding = self._open()
        self._separator = "," if self._spool else _separator(self._head())
        self.titles, self._header_row = self._header(likeliness)
        self.columns = tuple(folded(title) for title in self.titles)
        self._twice = {name for name, count in Counter(self.columns).items() if count > 1 and name}
        self.rows_total = 0 if is_glance else sum(1 for _ in self)
        if self.rows_total > MOST_ROWS:
            raise ImportFileRefused("too_many_rows", f"at most {MOST_ROWS} rows")
        untitled = () if is_glance or "" not in self.titles else self._untitled()
        if untitled:
            self._note("not_kept", f"columns without a title are not read: {', '.join(untitled)}")
        if self._twice:
            self._note("duplicate_header", f"read once at most: {', '.join(sorted(self._twice))[:200]}")

    def __iter__(self) -> Iterator[Line]:
        width, row_of_header = len(self.titles), self._header_row
        is_spooled = self._spool is not None
        for number, line, cells in self._records():
            if number <= row_of_header:
                continue
            texts = [cell.strip() for cell in cells]
            if not any(texts):
                continue
            extra = len(texts) > width and any(texts[width:])
            del texts[width:]
            texts += [""] * (width - len(texts))
            yield Line(number, 0 if is_spooled else line, texts, extra)

    def index(self, names: Sequence[str]) -> int | None:
        """Where the first of these columns is that the file has, by their folded names. A column that is there twice
        is refused: nobody knows which one is meant."""
        for name in names:
            if name in self._twice:
                raise ImportFileRefused("duplicate_header", name)
            if name in self.columns:
                return self.columns.index(name)
        return None

    def _untitled(self) -> list[str]:
        """The columns that hold something and have no title, as a spreadsheet names them."""
        places = [place for place, title in enumerate(self.titles) if not title]
        used = {place for line in self for place in places if line.cells[place]}
        return [_letters(place) for place in sorted(used)]

    def _open(self) -> tuple[Spool | None, str]:
        """The sheet of a workbook, and in which encoding to read."""
        size = self._source.path.stat().st_size
        if size > LARGEST_FILE:
            raise ImportFileRefused("too_large", f"at most {LARGEST_FILE // 1024 // 1024} MiB")
        if size == 0:
            raise ImportFileRefused("empty", "there is nothing in it")
        if is_workbook(self._source.path):
            spool = unpack_workbook(self._source.path)
            if spool.other_sheets:
                self._note("other_sheets", f"only the first sheet is read, not {', '.join(spool.other_sheets)}")
            return spool, "utf-8"
        encoding = encoding_of(self._source.path)
        if encoding.is_assumed:
            self._note("encoding_assumed", f"the file does not say its encoding; read as {encoding.name}")
        return None, encoding.name

    def _note(self, code: str, detail: str) -> None:
        self.notes = (*self.notes, Problem(1, "", code, detail[:500], Severity.NOTE))

    def _lines(self) -> Iterator[str]:
        return read_lines(self._spool.path if self._spool else self._source.path, self._encoding)

    def _head(self) -> str:
        """Its beginning, the header in it."""
        head = ""
        for line in self._lines():
            head += line
            if len(head) > _HEAD:
                break
        return head

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        """Every record with its row and line."""
        lines = self._lines()
        before = 0
        if not self._spool and _declared_separator(self._head()):
            next(lines)
            before = 1
        reader = csv.reader(lines, delimiter=self._separator, strict=True)
        started = 1
        try:
            for number, cells in enumerate(reader, start=1 + before):
                if number > _MOST_RECORDS:
                    raise ImportFileRefused("too_many_rows", f"at most {MOST_ROWS} rows")
                yield number, started + before, cells
                started = reader.line_num + 1
        except csv.Error as error:
            known = next((refusal for words, refusal in _REFUSALS.items() if words in str(error)), None)
            code, detail = known or ("malformed", str(error))
            raise ImportFileRefused(code, f"near line {started + before}: {detail}") from None

    def _header(self, likeliness: Callable[[tuple[str, ...]], int] | None) -> tuple[tuple[str, ...], int]:
        """The titles, and their row."""
        found: list[tuple[tuple[str, ...], int]] = []
        for number, _, cells in self._records():
            titles = [" ".join(cell.split()) for cell in cells]
            while titles and not titles[-1]:
                titles.pop()
            if titles:
                found.append((tuple(titles), number))
            if (found and likeliness is None) or len(found) == _ABOVE_THE_HEADER:
                break
        if not found:
            raise ImportFileRefused("empty", "there is nothing in it")
        header = found[0] if likeliness is None else max(found, key=lambda each: likeliness(each[0]))
        if len(header[0]) > _MOST_COLUMNS:
            raise ImportFileRefused("too_many_columns", f"{len(header[0])} columns, at most {_MOST_COLUMNS}")
        return header


def read_titles(source: Source) -> tuple[str, ...]:
    """The columns of a table, of which nothing else is looked at. Raises ImportFileRefused when it is none."""
    return Table(source, is_glance=True).titles


class Titled(Protocol):
    """What has columns: a table, or a feed whose items have attributes."""

    titles: tuple[str, ...]

    def index(self, names: Sequence[str]) -> int | None: ...


class Columns:
    """The cells of a table by our names for its columns."""

    def __init__(self, table: Titled, names: Mapping[str, Sequence[str]], *, needed: Sequence[str] = ()):
        """`names` are the folded names that each of our columns may have, the likeliest first; none: there is none.

        Raises ImportFileRefused when one that is needed is not there.
        """
        self._called = {name: known[0] if known else "" for name, known in names.items()}
        self._at = {
            name: (index, table.titles[index])
            for name, known in names.items()
            if (index := table.index(known)) is not None
        }
        missing = [self._called[name] for name in needed if name not in self._at]
        if missing:
            raise ImportFileRefused("missing_columns", ", ".join(missing))

    def has(self, name: str) -> bool:
        return name in self._at

    def title(self, name: str) -> str:
        """The column as the file calls it, or as it would be called."""
        return self._at[name][1] if name in self._at else self._called[name]

    def text(self, line: Line, name: str) -> str:
        """What stands there; empty when the file has no such column."""
        if name not in self._at:
            return ""
        text = line.cells[self._at[name][0]]
        return unguarded(text) if text[:1] == "'" else text

    def cell(self, line: Line, name: str) -> Cell:
        """The same with its place."""
        if name not in self._at:
            return Cell("", self._called[name], line.number, line.line)
        index, title = self._at[name]
        text = line.cells[index]
        return Cell(unguarded(text) if text[:1] == "'" else text, title, line.number, line.line)


def _letters(place: int) -> str:
    """A, B, …, Z, AA: what a spreadsheet calls the column at a place that counts from 0."""
    return (_letters(place // 26 - 1) if place > 25 else "") + chr(ord("A") + place % 26)


def _declared_separator(head: str) -> str | None:
    """What Excel writes above a header: sep=;"""
    first = head.partition("\n")[0].strip().lstrip("\ufeff")
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in _SEPARATORS else None


def _separator(head: str) -> str:
    """What parts the header into the most cells."""
    declared = _declared_separator(head)
    if declared:
        return declared
    counts = {separator: _width(head, separator) for separator in _SEPARATORS}
    return max(counts, key=lambda separator: counts[separator])


def _width(head: str, separator: str) -> int:
    try:
        return max(len(cells) for cells in islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), 1))
    except (csv.Error, ValueError):
        return 0
