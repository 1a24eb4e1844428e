"""CSV (RFC 4180, UTF-8): every record a row of one wide table, the hash in the last one."""

import csv
import io
from typing import BinaryIO

from market.payouts.periods.rules.columns import ALL_COLUMNS, HASH_RECORD, SHEET_OF, cell_text, flat
from market.payouts.periods.rules.records import Record

_PLACES = {
    kind: tuple((ALL_COLUMNS.index(column), column) for column in sheet.columns) for kind, sheet in SHEET_OF.items()
}


class CsvWriter:
    """No cell can run as a formula."""

    def __init__(self, out: BinaryIO):
        self._text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
        self._rows = csv.writer(self._text, lineterminator="\r\n")
        self._rows.writerow([column.name for column in ALL_COLUMNS])

    def write(self, record: Record, line: str) -> None:
        facts = flat(record)
        row = [""] * len(ALL_COLUMNS)
        for place, column in _PLACES[str(record["record"])]:
            row[place] = cell_text(column, facts)
        self._rows.writerow(row)

    def finish(self, sha256: str) -> None:
        self.write({"record": HASH_RECORD, "sha256": sha256}, "")

    def close(self) -> None:
        """Who opened the file closes it."""
        self._text.detach()
