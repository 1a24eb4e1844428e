"""A federation's year as a sheet."""

import csv
import io
from collections.abc import Iterable

from certification.yearly.queries import YearLine
from kit.spreadsheets import guarded

_COLUMNS = ("scheme", "scheme_name", "decision", "decisions", "certificates", "median_days", "longest_days")


def year_sheet(lines: Iterable[YearLine]) -> str:
    """CSV with a line of headings."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_COLUMNS)
    # Scheme names come from a file of the operator's; a cell that a spreadsheet would compute is text all the same.
    table.writerows([[_cell(getattr(line, column)) for column in _COLUMNS] for line in lines])
    return written.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else guarded(str(value))
