"""Imports: how far one has come, and what became of each product and cell."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, In, Out
from market.catalog.importing.report import (
    ImportReport,
    ReportProblem,
    ReportRow,
    problem_document,
    report_document,
    row_document,
)
from models.enums import ImportOutcome, ImportState

ColumnTitle = Annotated[str, StringConstraints(max_length=1000), STORABLE]
FieldCode = Annotated[str, StringConstraints(min_length=1, max_length=50), STORABLE]
Columns = Annotated[dict[ColumnTitle, FieldCode], Field(min_length=1, max_length=300)]


class RowProblemOut(Out):
    """Something about one cell. A `fault` refuses the product, a `note` only tells what was made of it.

    `row` counts as a spreadsheet does; `line` as a text editor does, 0 where there are none.
    """

    row: int
    line: int
    column: str
    value: str
    code: str
    detail: str
    severity: str


class ImportProblemOut(RowProblemOut):
    """The same with its product; `handle` is empty and `outcome` null where it is about the file as a whole."""

    handle: str
    outcome: ImportOutcome | None

    @classmethod
    def of(cls, problem: ReportProblem) -> "ImportProblemOut":
        about = {"handle": problem.handle, "outcome": problem.outcome}
        return cls.model_validate({**problem_document(problem), **about})


class ImportChangeOut(Out):
    """Something that becomes other than it was; `variant` is empty for what is of the whole product.

    A `price` is in the currency's smallest units.
    """

    variant: str
    what: str
    before: str | None
    after: str | None


class ImportRowOut(Out):
    """What became of one product of the file; `row` is its first row, counted as a spreadsheet does."""

    row: int
    handle: str
    name: str
    outcome: ImportOutcome
    changes: list[ImportChangeOut]
    problems: list[RowProblemOut]

    @classmethod
    def of(cls, row: ReportRow) -> "ImportRowOut":
        return cls.model_validate(row_document(row))


class ImportFailureOut(Out):
    """Why nothing more became of a file."""

    problem: str
    detail: str


class CatalogImportOut(Out):
    """An import, how far it has come and what became of it. `dry_run` means that nothing is changed.

    `rows_done` and `rows_total` count the rows below the header, the other counts are of products. `rows` are the
    first hundred products, none in a list of imports. A sheet that is `unmapped` waits until somebody says what its
    `columns` hold; `column_fields` is then what their titles suggest, and `samples` are its first rows.
    """

    id: str
    organisation_id: str
    state: ImportState
    format: str
    currency: str
    file_name: str
    dry_run: bool
    all_or_nothing: bool
    only: list[str]
    created_at: datetime
    ended_at: datetime | None
    rows_total: int
    rows_done: int
    products_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    failure: ImportFailureOut | None
    columns: list[str]
    column_fields: dict[str, str]
    samples: list[list[str]]
    decimal_mark: str
    rows: list[ImportRowOut]

    @classmethod
    def of(cls, report: ImportReport, currency: str) -> "CatalogImportOut":
        return cls.model_validate(report_document(report, currency=currency))


class ColumnMappingIn(In):
    """What each column of a sheet holds, by its title as the sheet has it; columns that are left out are not read."""

    columns: Columns
    decimal_mark: Literal[".", ","] = "."
