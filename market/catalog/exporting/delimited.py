"""Rows as delimited text or as a worksheet, a piece at a time."""

import csv
import io
from collections.abc import Iterator
from tempfile import TemporaryFile

import xlsxwriter

from market.catalog.exporting.goods import Rows, guarded_row

_PIECE = 1 << 16


def delimited(columns: tuple[str, ...], rows: Rows, *, delimiter: str = ",") -> Iterator[bytes]:
    """RFC 4180 with a header, UTF-8, lines ended by CR LF; cells that a spreadsheet would run are guarded."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(guarded_row(row))
        if written.tell() >= _PIECE:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def worksheet(columns: tuple[str, ...], rows: Rows) -> Iterator[bytes]:
    """One sheet of text cells: nothing in it is a number, a link or a formula. A row at a time is in memory."""
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet("Catalogue")
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(_with_header(columns, rows)):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
        book.close()
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _with_header(columns: tuple[str, ...], rows: Rows) -> Iterator[list[str]]:
    yield list(columns)
    for row in rows:
        yield guarded_row(row)
