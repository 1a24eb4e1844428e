"""A producer's own catalogue file, in; and what became of each one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, File, Form, Query, UploadFile
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session
from starlette.responses import StreamingResponse

from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, LimiterDep, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.forms import OnlyFields
from api.limits import Zone
from api.pages import CursorValue, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.imports import CatalogImportOut, ColumnMappingIn, Columns, ImportProblemOut, ImportRowOut
from gateways.files import Files
from kit.database import Database
from kit.settings import Settings
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.catalog.errors import ImportFileRefused, MappingRefused, NoSuchImport
from market.catalog.importing.apply_import import apply_import
from market.catalog.importing.cancel_import import cancel_import
from market.catalog.importing.formats import DecimalMark
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.job_queries import find_import, list_imports
from market.catalog.importing.look_at_file import look_at_file
from market.catalog.importing.map_columns import map_columns
from market.catalog.importing.mapping_queries import ColumnMapping
from market.catalog.importing.plan import Part
from market.catalog.importing.products import Severity
from market.catalog.importing.read_report import read_report
from market.catalog.importing.report import make_report
from market.catalog.importing.report_queries import list_problems, list_rows
from market.catalog.importing.run_import import run_import
from market.catalog.importing.start_import import ImportWish, ask_for_import, start_import
from market.catalog.importing.write_problem_sheet import write_problem_sheet
from models.enums import ImportOutcome, ImportState
from models.imports import CatalogImport

routes = Routes(prefix="/v1", tags=["imports"])

# What takes about a second is done while the producer waits; a worker does the rest.
_SMALL_FILE = 512 * 1024
_FIELDS = OnlyFields("file", "dry_run", "all_or_nothing", "format", "only", "columns", "decimal_mark")
_COLUMNS = TypeAdapter(Columns)
_READ = (Resource.CATALOG_IMPORT, Action.LIST)
_WRITE = (Resource.CATALOG_IMPORT, Action.CREATE)


@routes.post("/organisations/{organisation_id}/catalog-imports", policy=_WRITE, status_code=201)
def bring(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
    _: Annotated[None, Depends(_FIELDS)],
    file: Annotated[UploadFile, File(description="At most 50 MiB and 200 000 rows")],
    dry_run: Annotated[bool, Form(description="Only tell what would happen")] = False,
    all_or_nothing: Annotated[bool, Form(description="Apply nothing if one product is refused")] = False,
    file_format: Annotated[
        Literal["auto", "shopify", "woocommerce", "ofn", "google", "dfc", "sheet"],
        Form(alias="format", description="What wrote the file; `auto` finds out, `sheet` is any table of your own"),
    ] = "auto",
    only: Annotated[
        Sequence[Literal["price", "stock"]], Form(description="Change nothing else, and make nothing", max_length=2)
    ] = (),
    columns: Annotated[
        str, Form(max_length=100_000, description="What the columns of a sheet hold: JSON, title to field")
    ] = "",
    decimal_mark: Annotated[Literal[".", ","], Form(description="What stands before decimals in the file")] = ".",
) -> CatalogImportOut:
    """What is right is created or updated, what is wrong is reported by cell; the same file twice changes nothing.

    A small file is done at once. A larger one is `queued` or `running`: ask for it again until it has ended.
    """
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    with database.reading() as session:
        _check_member(session, caller.person_id, expect_id("org", organisation_id))
    wish = ImportWish(
        is_dry_run=dry_run,
        is_all_or_nothing=all_or_nothing,
        only=frozenset(map(Part, only)),
        mapping=_mapping(columns, decimal_mark),
    )
    stored, look = look_at_file(
        files, file.file, file_name=file.filename or "", file_format=None if file_format == "auto" else file_format
    )
    with database.transaction() as session:
        _check_member(session, caller.person_id, organisation_id)
        record = start_import(
            session,
            producer_id=organisation_id,
            person_id=caller.person_id,
            file=stored,
            look=look,
            wish=wish,
            is_at_once=stored.size <= _SMALL_FILE,
            now=now,
        )
    return _go_on(record, database, files, settings, now)


@routes.get("/organisations/{organisation_id}/catalog-imports", policy=_READ)
def list_own(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery
) -> Page[CatalogImportOut]:
    """Earlier imports without their rows, newest first."""
    cursors = signer(settings, f"imports {organisation_id}")
    position = cursors.read(page.cursor)
    before = None if position is None else position[0]
    if before is not None and not isinstance(before, str):
        raise BadCursor()
    with database.reading() as session:
        _check_member(session, caller.person_id, expect_id("org", organisation_id))
        records = list_imports(session, producer_id=organisation_id, before=before, limit=page.limit + 1)
        reports = [CatalogImportOut.of(make_report(record), settings.market_currency) for record in records]
    shown, has_more = reports[: page.limit], len(reports) > page.limit
    return Page(data=shown, has_more=has_more, next_cursor=cursors.write([shown[-1].id]) if has_more else None)


@routes.get("/catalog-imports/{import_id}", policy=_READ)
def read_one(import_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep) -> CatalogImportOut:
    """How far it has come, with its first hundred products."""
    with database.reading() as session:
        _check_own(session, caller.person_id, import_id)
        return CatalogImportOut.of(read_report(session, import_id), settings.market_currency)


@routes.get("/catalog-imports/{import_id}/rows", policy=_READ)
def list_its_rows(
    import_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    outcome: Annotated[ImportOutcome | None, Query(description="Only products of which this became")] = None,
) -> Page[ImportRowOut]:
    """Its products in the order of the file."""
    cursors = signer(settings, f"import rows {import_id} {outcome}")
    after = _whole_numbers(cursors.read(page.cursor), 1) or [0]
    with database.reading() as session:
        _check_own(session, caller.person_id, import_id)
        rows = list_rows(session, import_id, outcome=outcome, after=after[0], limit=page.limit + 1)
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    following = cursors.write([shown[-1].ordinal]) if has_more else None
    return Page(data=[ImportRowOut.of(row) for row in shown], has_more=has_more, next_cursor=following)


@routes.get("/catalog-imports/{import_id}/problems", policy=_READ)
def list_its_problems(
    import_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    severity: Annotated[Severity | None, Query(description="Only faults, or only notes")] = None,
) -> Page[ImportProblemOut]:
    """What there is to say about cells, in the order of the file."""
    cursors = signer(settings, f"import problems {import_id} {severity}")
    after = _whole_numbers(cursors.read(page.cursor), 2) or [-1, 0]
    with database.reading() as session:
        _check_own(session, caller.person_id, import_id)
        found = list_problems(session, import_id, severity=severity, after=(after[0], after[1]), limit=page.limit + 1)
    shown, has_more = found[: page.limit], len(found) > page.limit
    following = cursors.write([shown[-1].ordinal, shown[-1].number]) if has_more else None
    return Page(data=[ImportProblemOut.of(one) for one in shown], has_more=has_more, next_cursor=following)


@routes.get("/catalog-imports/{import_id}/problems.csv", policy=_READ, response_class=StreamingResponse)
def take_its_problems(import_id: IdPath, caller: CallerDep, database: DatabaseDep) -> StreamingResponse:
    """The same as a sheet for the people who mend the file; no cell can run as a formula."""
    with database.reading() as session:
        _check_own(session, caller.person_id, import_id)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="problems.csv"'}
    return StreamingResponse(write_problem_sheet(database, import_id), media_type="text/csv", headers=headers)


@routes.post("/catalog-imports/{import_id}/apply", policy=_WRITE, status_code=201)
def apply(
    import_id: IdPath, caller: CallerDep, database: DatabaseDep, files: FilesDep, settings: SettingsDep, now: Now
) -> CatalogImportOut:
    """Do what a dry run has shown: a new import of the same file, for good."""
    with database.transaction() as session:
        _check_own(session, caller.person_id, import_id)
        record = apply_import(session, import_id=import_id, person_id=caller.person_id, now=now)
        _ask_unless_small(session, record, now)
    return _go_on(record, database, files, settings, now)


@routes.put("/catalog-imports/{import_id}/columns", policy=_WRITE)
def explain(
    import_id: IdPath,
    body: ColumnMappingIn,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    settings: SettingsDep,
    now: Now,
) -> CatalogImportOut:
    """Say what the columns of a sheet hold; it is remembered, and the import goes on."""
    with database.transaction() as session:
        _check_own(session, caller.person_id, import_id)
        mapping = ColumnMapping(body.columns, DecimalMark(body.decimal_mark))
        record = map_columns(session, mapping, import_id=import_id, now=now)
        _ask_unless_small(session, record, now)
    return _go_on(record, database, files, settings, now)


@routes.post("/catalog-imports/{import_id}/cancel", policy=_WRITE)
def call_off(
    import_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> CatalogImportOut:
    """Stop it; what was applied until now stays."""
    with database.transaction() as session:
        _check_own(session, caller.person_id, import_id)
        cancel_import(session, import_id=import_id, now=now)
    with database.reading() as session:
        return CatalogImportOut.of(read_report(session, import_id), settings.market_currency)


def _go_on(
    record: CatalogImport, database: Database, files: Files, settings: Settings, now: datetime
) -> CatalogImportOut:
    """Do a small file at once; the report as it stands then."""
    if record.state == ImportState.QUEUED and record.file_size <= _SMALL_FILE:
        terms = ImportTerms(settings.market_currency, settings.market_country)
        run_import(database, files, import_id=record.id, terms=terms, now=now)
    with database.reading() as session:
        report = read_report(session, record.id)
    if report.state is ImportState.FAILED:
        raise ImportFileRefused(report.failure, report.failure_detail)
    return CatalogImportOut.of(report, settings.market_currency)


def _ask_unless_small(session: Session, record: CatalogImport, now: datetime) -> None:
    if record.file_size > _SMALL_FILE:
        ask_for_import(session, record.id, now=now)


def _check_member(session: Session, person_id: str | None, organisation_id: str) -> None:
    if not is_member(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchOrganisation()


def _check_own(session: Session, person_id: str | None, import_id: str) -> None:
    record = find_import(session, expect_id("cim", import_id))
    if record is None or not is_member(session, person_id=person_id, organisation_id=record.producer_id):
        raise NoSuchImport()


def _mapping(columns: str, decimal_mark: str) -> ColumnMapping | None:
    if not columns:
        return ColumnMapping({}, DecimalMark(decimal_mark))
    try:
        said = _COLUMNS.validate_json(columns)
    except ValidationError as error:
        raise MappingRefused("not_read", error.errors()[0]["msg"]) from None
    return ColumnMapping(said, DecimalMark(decimal_mark))


def _whole_numbers(position: list[CursorValue] | None, count: int) -> list[int]:
    if position is None:
        return []
    numbers = [value for value in position if isinstance(value, int)]
    if len(numbers) != count or len(position) != count:
        raise BadCursor()
    return numbers
