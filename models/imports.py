"""Files of products that producers bring: each import, what became of each product, and what was wrong with a cell."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field

from models.base import Table, check, json_object, made_at, maybe_ref, moment, one_of, own_id, ref, text_list, words
from models.enums import ImportOutcome, ImportState

_DECIMAL_MARKS = (".", ",")
_SEVERITIES = ("fault", "note")


class CatalogImport(Table, table=True):
    """A file that a producer brought, and how far the work on it has come.

    `rows_done` and `rows_total` count rows below the header, the other counts are of products. While `is_rehearsing`,
    nothing is written but the report: in a dry run always, and in an import of all or nothing until all was seen to be
    right. `turns` counts how often somebody took the work up: whoever finds another number than its own has been
    replaced. `stalls` counts how often somebody did since the work last went on. `file_path` is in the files directory,
    empty where the file was not kept, or not any more. Of a sheet, `columns` are its titles, `column_fields` what each
    holds, `samples` its first rows, and `fingerprint` the same for every file with these columns.
    """

    __tablename__ = "catalog_import"
    __table_args__ = (
        one_of("state", ImportState),
        one_of("decimal_mark", _DECIMAL_MARKS),
        check("counts_fit", "rows_done >= 0 and products_done = created + updated + unchanged + refused"),
        Index("uq_catalog_import_running", "producer_id", unique=True, postgresql_where=text("state = 'running'")),
        Index("ix_catalog_import_open", "moved_at", postgresql_where=text("state in ('queued', 'running')")),
    )

    id: str = own_id("cim")
    producer_id: str = ref("organisation.id", index=True)
    person_id: str | None = maybe_ref("person.id")
    file_name: str = words()
    file_path: str = words(default="")
    file_size: int = Field(default=0, sa_type=BigInteger)
    file_sha256: bytes = Field(sa_type=LargeBinary)
    format: str = words()
    state: ImportState = words()
    is_dry_run: bool = Field(default=False)
    is_all_or_nothing: bool = Field(default=False)
    is_rehearsing: bool = Field(default=False)
    only_parts: list[str] = text_list()
    decimal_mark: str = words(default=".")
    columns: list[str] = text_list()
    column_fields: dict[str, str] = json_object(default_factory=dict)
    samples: list[list[str]] = json_object(default_factory=list)
    fingerprint: bytes | None = Field(default=None, sa_type=LargeBinary)
    rows_total: int = Field(default=0)
    rows_done: int = Field(default=0)
    products_done: int = Field(default=0)
    created: int = Field(default=0)
    updated: int = Field(default=0)
    unchanged: int = Field(default=0)
    refused: int = Field(default=0)
    turns: int = Field(default=0)
    stalls: int = Field(default=0)
    failure: str = words(default="")
    failure_detail: str = words(default="")
    created_at: datetime = made_at()
    moved_at: datetime = made_at()
    ended_at: datetime | None = moment(default=None, nullable=True)


class CatalogImportRow(Table, table=True):
    """What became of one product of the file, the first being 1; `row` is its first row.

    `changes` lists what is other than before: `variant`, `what`, `before` and `after`.
    """

    __tablename__ = "catalog_import_row"
    __table_args__ = (one_of("outcome", ImportOutcome),)

    import_id: str = ref("catalog_import.id", primary_key=True)
    ordinal: int = Field(primary_key=True)
    row: int
    handle: str = words()
    name: str = words()
    outcome: ImportOutcome = words()
    changes: list[dict[str, str | None]] = json_object()


class CatalogImportProblem(Table, table=True):
    """Something about one cell. `ordinal` is that of its product, 0 for the file as a whole; `row` counts as a
    spreadsheet does, `line` as a text editor does, 0 where nobody counted."""

    __tablename__ = "catalog_import_problem"
    __table_args__ = (one_of("severity", _SEVERITIES),)

    import_id: str = ref("catalog_import.id", primary_key=True)
    ordinal: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    row: int
    line: int
    column_title: str = words()
    value: str = words()
    code: str = words()
    detail: str = words()
    severity: str = words()


class CatalogMapping(Table, table=True):
    """What the columns of a producer's own sheet hold, by the fingerprint of its header."""

    __tablename__ = "catalog_mapping"
    __table_args__ = (one_of("decimal_mark", _DECIMAL_MARKS),)

    producer_id: str = ref("organisation.id", primary_key=True)
    fingerprint: bytes = Field(primary_key=True, sa_type=LargeBinary)
    column_fields: dict[str, str] = json_object()
    decimal_mark: str = words()
    used_at: datetime = moment()
