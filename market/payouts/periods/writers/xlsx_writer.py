"""A workbook with a sheet for each kind of record. Rows go to disk as they come, whatever their number."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from market.payouts.periods.rules.columns import HASH_RECORD, SHEET_OF, SHEETS, Cell, Sheet, cell_text, flat
from market.payouts.periods.rules.records import Record

MOST_ROWS = 1_048_576
"""On one sheet; Excel's own limit."""
_WIDTH = 16


class XlsxWriter:
    """Sheets that are full go on in another. No cell is a formula, and none would be one after it is copied."""

    def __init__(self, out: Path, *, made_at: datetime, most_rows: int = MOST_ROWS):
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(out), options)
        self._book.use_zip64()
        # Of the period, not of the moment: the same statement is the same file.
        self._book.set_properties({"created": made_at.replace(tzinfo=None), "title": "Solifair account statement"})
        self._bold = self._book.add_format({"bold": True})
        self._most_rows = most_rows
        self._numbers = {sheet.title: 0 for sheet in SHEETS}
        self._rows: dict[str, int] = {}
        self._sheets: dict[str, Worksheet] = {sheet.title: self._open(sheet) for sheet in SHEETS}

    def _open(self, sheet: Sheet) -> Worksheet:
        self._numbers[sheet.title] += 1
        number = self._numbers[sheet.title]
        worksheet = self._book.add_worksheet(sheet.title if number == 1 else f"{sheet.title} {number}")
        worksheet.freeze_panes(1, 1)
        worksheet.set_column(0, len(sheet.columns) - 1, _WIDTH)
        for place, column in enumerate(sheet.columns):
            worksheet.write_string(0, place, column.name, self._bold)
        self._rows[sheet.title] = 1
        return worksheet

    def write(self, record: Record, line: str) -> None:
        sheet = SHEET_OF[str(record["record"])]
        if self._rows[sheet.title] == self._most_rows:
            self._sheets[sheet.title] = self._open(sheet)
        worksheet, row = self._sheets[sheet.title], self._rows[sheet.title]
        facts = flat(record)
        for place, column in enumerate(sheet.columns):
            text = cell_text(column, facts)
            if not text:
                continue
            if column.cell is Cell.TEXT:
                worksheet.write_string(row, place, text)
            else:
                worksheet.write_number(row, place, Decimal(text))
        self._rows[sheet.title] = row + 1

    def finish(self, sha256: str) -> None:
        self.write({"record": HASH_RECORD, "sha256": sha256}, "")

    def close(self) -> None:
        """Put the sheets together; only that takes away the files that their rows wait in."""
        self._book.close()
