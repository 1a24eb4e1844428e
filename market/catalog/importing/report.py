"""What became of a file: the same report for the API, the shell and the page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from market.catalog.importing.plan import Change
from market.catalog.importing.products import Severity
from models.enums import ImportOutcome, ImportState
from models.imports import CatalogImport


@dataclass(frozen=True)
class ReportProblem:
    """Something about one cell. `ordinal` is the number of its product in the file, 0 for the file as a whole, and
    `number` counts what is about that product; `row` counts as a spreadsheet does, `line` as a text editor does, 0
    where nobody counted. `outcome` is None where it is about no product."""

    ordinal: int
    number: int
    handle: str
    outcome: ImportOutcome | None
    row: int
    line: int
    column: str
    value: str
    code: str
    detail: str
    severity: Severity


@dataclass(frozen=True)
class ReportRow:
    """One product of the file; `row` is its first row."""

    ordinal: int
    row: int
    handle: str
    name: str
    outcome: ImportOutcome
    changes: tuple[Change, ...]
    problems: tuple[ReportProblem, ...]


@dataclass(frozen=True)
class ImportReport:
    """`rows_total` and `rows_done` count the rows below the header, the others count products.

    `rows` are the first of the file's products. `failure` says why nothing more became of it, empty where something
    did. `columns`, `column_fields` and `samples` are of a sheet: its titles, what each holds as far as anybody has
    said, and its first rows.
    """

    id: str
    producer_id: str
    state: ImportState
    format: str
    file_name: str
    is_dry_run: bool
    is_all_or_nothing: bool
    only_parts: tuple[str, ...]
    created_at: datetime
    ended_at: datetime | None
    rows_total: int
    rows_done: int
    products_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    failure: str
    failure_detail: str
    columns: tuple[str, ...]
    column_fields: dict[str, str]
    samples: tuple[tuple[str, ...], ...]
    decimal_mark: str
    rows: tuple[ReportRow, ...]

    @property
    def has_ended(self) -> bool:
        return self.state not in {ImportState.UNMAPPED, ImportState.QUEUED, ImportState.RUNNING}


def make_report(record: CatalogImport, rows: Sequence[ReportRow] = ()) -> ImportReport:
    """The report of an import as it stands, with these of its products."""
    return ImportReport(
        id=record.id,
        producer_id=record.producer_id,
        state=ImportState(record.state),
        format=record.format,
        file_name=record.file_name,
        is_dry_run=record.is_dry_run,
        is_all_or_nothing=record.is_all_or_nothing,
        only_parts=tuple(record.only_parts),
        created_at=record.created_at,
        ended_at=record.ended_at,
        rows_total=record.rows_total,
        rows_done=record.rows_done,
        products_done=record.products_done,
        created=record.created,
        updated=record.updated,
        unchanged=record.unchanged,
        refused=record.refused,
        failure=record.failure,
        failure_detail=record.failure_detail,
        columns=tuple(record.columns),
        column_fields=dict(record.column_fields),
        samples=tuple(map(tuple, record.samples)),
        decimal_mark=record.decimal_mark,
        rows=tuple(rows),
    )


def report_document(report: ImportReport, *, currency: str) -> dict[str, object]:
    """The report as JSON, as the API and the shell give it; `currency` is the market's."""
    failure = {"problem": report.failure, "detail": report.failure_detail} if report.failure else None
    return {
        "id": report.id,
        "organisation_id": report.producer_id,
        "state": report.state,
        "format": report.format,
        "currency": currency,
        "file_name": report.file_name,
        "dry_run": report.is_dry_run,
        "all_or_nothing": report.is_all_or_nothing,
        "only": list(report.only_parts),
        "created_at": report.created_at.isoformat(),
        "ended_at": report.ended_at.isoformat() if report.ended_at else None,
        "rows_total": report.rows_total,
        "rows_done": report.rows_done,
        "products_done": report.products_done,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "failure": failure,
        "columns": list(report.columns),
        "column_fields": report.column_fields,
        "samples": [list(row) for row in report.samples],
        "decimal_mark": report.decimal_mark,
        "rows": [row_document(row) for row in report.rows],
    }


def row_document(row: ReportRow) -> dict[str, object]:
    """One product of the report."""
    return {
        "row": row.row,
        "handle": row.handle,
        "name": row.name,
        "outcome": row.outcome,
        "changes": [asdict(change) for change in row.changes],
        "problems": [problem_document(problem) for problem in row.problems],
    }


def problem_document(problem: ReportProblem) -> dict[str, object]:
    """One cell of the report."""
    return {
        "row": problem.row,
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "detail": problem.detail,
        "severity": problem.severity,
    }
