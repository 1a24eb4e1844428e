"""A producer's own catalogue file, in; and what became of each one."""

from typing import Annotated, Literal

from fastapi import File, Form, UploadFile

from api.deps import CallerDep, DatabaseDep, IdPath, LimiterDep, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.limits import Zone
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.catalog import CatalogImportOut
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.queries import list_imports
from market.catalog.importing.report import report_document
from market.catalog.importing.table import LARGEST_FILE

routes = Routes(prefix="/v1", tags=["imports"])


@routes.post(
    "/organisations/{organisation_id}/catalog-imports",
    policy=(Resource.CATALOG_IMPORT, Action.CREATE),
    status_code=201,
)
def bring(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
    file: Annotated[UploadFile, File(description="A Shopify product CSV, at most 10 MiB and 20 000 rows")],
    dry_run: Annotated[bool, Form(description="Only tell what would happen")] = False,
    all_or_nothing: Annotated[bool, Form(description="Apply nothing if one product is refused")] = False,
    format: Annotated[Literal["shopify"], Form()] = "shopify",  # noqa: A002
) -> CatalogImportOut:
    """What is right is created or updated, what is wrong is reported by cell; the same file twice changes nothing."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    data = file.file.read(LARGEST_FILE + 1)
    with database.transaction() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=expect_id("org", organisation_id)):
            raise NoSuchOrganisation()
        report = import_catalog(
            session,
            producer_id=organisation_id,
            person_id=caller.person_id,
            file_name=file.filename or "",
            data=data,
            file_format=format,
            currency=settings.market_currency,
            market_country=settings.market_country,
            is_dry_run=dry_run,
            is_all_or_nothing=all_or_nothing,
            now=now,
        )
    return CatalogImportOut.model_validate(report_document(report))


@routes.get("/organisations/{organisation_id}/catalog-imports", policy=(Resource.CATALOG_IMPORT, Action.LIST))
def list_own(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery
) -> Page[CatalogImportOut]:
    """Earlier imports with their reports, newest first."""
    cursors = signer(settings, f"imports {organisation_id}")
    position = cursors.read(page.cursor)
    before = None if position is None else position[0]
    if before is not None and not isinstance(before, str):
        raise BadCursor()
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=expect_id("org", organisation_id)):
            raise NoSuchOrganisation()
        records = list_imports(session, producer_id=organisation_id, before=before, limit=page.limit + 1)
        reports = [CatalogImportOut.model_validate(record.report) for record in records]
    shown, has_more = reports[: page.limit], len(reports) > page.limit
    return Page(data=shown, has_more=has_more, next_cursor=cursors.write([shown[-1].id]) if has_more else None)
