"""What became of a file: the same report for the API, the shell and the record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from market.catalog.importing.plan import Outcome, ProductPlan, counted
from market.catalog.importing.products import Problem
from models.catalog import CatalogImport
from models.enums import ImportState


@dataclass(frozen=True)
class ReportRow:
    """One product of the file; `row` is its first row."""

    row: int
    handle: str
    outcome: Outcome
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ImportReport:
    """`rows_total` counts the rows below the header, the others count products."""

    id: str
    producer_id: str
    state: ImportState
    format: str
    file_name: str
    is_dry_run: bool
    created_at: datetime
    rows_total: int
    created: int
    updated: int
    unchanged: int
    refused: int
    rows: tuple[ReportRow, ...]


def make_report(
    record: CatalogImport, plans: Sequence[ProductPlan], *, rows_total: int, is_dry_run: bool, now: datetime
) -> ImportReport:
    """The report of these plans."""
    counts = counted(plans)
    return ImportReport(
        id=record.id,
        producer_id=record.producer_id,
        state=record.state,
        format=record.format,
        file_name=record.file_name,
        is_dry_run=is_dry_run,
        created_at=now,
        rows_total=rows_total,
        created=counts[Outcome.CREATED],
        updated=counts[Outcome.UPDATED],
        unchanged=counts[Outcome.UNCHANGED],
        refused=counts[Outcome.REFUSED],
        rows=tuple(ReportRow(plan.product.row, plan.product.handle, plan.outcome, plan.problems) for plan in plans),
    )


def report_document(report: ImportReport) -> dict[str, object]:
    """The report as JSON, as the API gives it and the record keeps it."""
    return {
        "id": report.id,
        "state": report.state,
        "format": report.format,
        "file_name": report.file_name,
        "dry_run": report.is_dry_run,
        "created_at": report.created_at.isoformat(),
        "rows_total": report.rows_total,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": report.refused,
        "rows": [
            {
                "row": row.row,
                "handle": row.handle,
                "outcome": row.outcome,
                "problems": [
                    {
                        "row": problem.row,
                        "column": problem.column,
                        "code": problem.code,
                        "detail": problem.detail,
                        "severity": problem.severity,
                    }
                    for problem in row.problems
                ],
            }
            for row in report.rows
        ],
    }
