"""Bytes to rows: the encoding, the separator, the header, and the limits. Knows nothing of products."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from market.catalog.errors import ImportFileRefused

LARGEST_FILE = 10 * 1024 * 1024
_MOST_ROWS = 20_000
_MOST_COLUMNS = 300
_SEPARATORS = ",;\t"
# What spreadsheets on Windows, on a Mac and in Western, Central and Eastern Europe write.
_ENCODINGS = ["utf_8", "cp1252", "cp1250", "mac_roman", "cp1251", "cp850"]
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Line:
    """One record by column; `number` is its row as a spreadsheet shows it, the header being row 1."""

    number: int
    cells: dict[str, str]
    has_extra_cells: bool


@dataclass(frozen=True)
class Table:
    """A header and its records; rows without any text are left out.

    Columns are known by their folded names; `titles` says how the file writes each.
    """

    columns: tuple[str, ...]
    titles: dict[str, str]
    lines: tuple[Line, ...]


def read_table(data: bytes) -> Table:
    """Read a CSV file. Raises ImportFileRefused when it is not one, or is larger than a catalogue can be."""
    if len(data) > LARGEST_FILE:
        raise ImportFileRefused("too_large", f"at most {LARGEST_FILE // 1024 // 1024} MiB")
    if not data.strip():
        raise ImportFileRefused("empty", "there is nothing in it")
    text = _decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        return _table(reader)
    except csv.Error as error:
        raise ImportFileRefused("malformed", f"near line {reader.line_num}: {error}") from None


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data:
        raise ImportFileRefused("not_text", "it holds NUL bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=_ENCODINGS, language_threshold=0.05).best()
        if best is None:
            raise ImportFileRefused("not_text", "no known encoding fits it") from None
        return _strictly(data, best.encoding)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise ImportFileRefused("not_text", f"it is not {encoding}") from None
    if "\x00" in text:
        raise ImportFileRefused("not_text", "it holds NUL characters")
    return text


def _separator(text: str) -> str:
    header = text[: text.find("\n")] if "\n" in text else text
    counted = Counter(letter for letter in header if letter in _SEPARATORS)
    return counted.most_common(1)[0][0] if counted else ","


def _table(reader: Iterator[list[str]]) -> Table:
    first = [cell.strip() for cell in next(reader, [])]
    header = tuple(title.casefold() for title in first)
    while header and not header[-1]:
        header = header[:-1]
    if len(header) > _MOST_COLUMNS:
        raise ImportFileRefused("too_many_columns", f"{len(header)} columns, at most {_MOST_COLUMNS}")
    twice = sorted(name for name, count in Counter(header).items() if count > 1 and name)
    if twice:
        raise ImportFileRefused("duplicate_header", ", ".join(twice)[:200])
    lines = []
    for number, cells in enumerate(reader, start=2):
        if number > _MOST_ROWS + 1:
            raise ImportFileRefused("too_many_rows", f"at most {_MOST_ROWS} rows")
        if any(cell.strip() for cell in cells):
            extra = any(cell.strip() for cell in cells[len(header) :])
            named = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
            lines.append(Line(number, named, extra))
    return Table(header, dict(zip(header, first, strict=False)), tuple(lines))
