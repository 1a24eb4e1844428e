"""What was wrong with a file, as a sheet for the people who mend it."""

import csv
import io
from collections.abc import Iterator

from kit.database import Database
from market.catalog.importing.cells import guarded
from market.catalog.importing.report import ReportProblem
from market.catalog.importing.report_queries import list_problems

_COLUMNS = ("row", "line", "product", "outcome", "severity", "column", "value", "code", "reason")
_AT_ONCE = 1000
_BYTE_ORDER_MARK = "\ufeff"


def write_problem_sheet(database: Database, import_id: str) -> Iterator[bytes]:
    """CSV in pieces, with a mark so that spreadsheets read it as UTF-8; no cell can run as a formula."""
    yield _BYTE_ORDER_MARK.encode() + _written([_COLUMNS])
    after = (-1, 0)
    while True:
        with database.reading() as session:
            found = list_problems(session, import_id, after=after, limit=_AT_ONCE)
        if not found:
            return
        yield _written([_cells(problem) for problem in found])
        after = found[-1].ordinal, found[-1].number


def _cells(problem: ReportProblem) -> tuple[str, ...]:
    return (
        str(problem.row or ""),
        str(problem.line or ""),
        problem.handle,
        problem.outcome or "",
        problem.severity,
        problem.column,
        problem.value,
        problem.code,
        problem.detail,
    )


def _written(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
