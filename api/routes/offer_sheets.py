"""Prices and stock of many variants at once, by a sheet: out, in, looked at, applied."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import Depends, File, Query, UploadFile
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, LimiterDep, Now, SettingsDep, expect_id
from api.forms import OnlyFields
from api.limits import Zone
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.producer_tools import SheetOut
from kit.currencies import currency_facts
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.format import Source
from market.catalog.tools.sheets import queries
from market.catalog.tools.sheets.apply_sheet import apply_sheet
from market.catalog.tools.sheets.check_sheet import check_sheet
from market.catalog.tools.sheets.errors import NoSuchSheet
from market.catalog.tools.sheets.read_sheet import read_sheet
from market.catalog.tools.sheets.rules import SheetLine
from market.catalog.tools.sheets.write_sheet import SheetFormat, write_sheet

routes = Routes(prefix="/v1/organisations/{organisation_id}", tags=["producer-tools"])

_LARGEST_SHEET = 10 * 1024 * 1024


@routes.get("/sheet", policy=(Resource.OFFER_SHEET, Action.READ), response_class=Response)
def take(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    lang: Lang,
    sheet_format: Annotated[SheetFormat, Query(alias="format")] = SheetFormat.XLSX,
) -> Response:
    """Your prices and stock as they are now, to be changed and brought back; the header is in your language."""
    wanted, currency = own_organisation(caller, organisation_id), settings.market_currency
    with database.reading() as session:
        offers = queries.list_offers(session, producer_id=wanted, currency=currency)
    name = f"prices-and-stock.{sheet_format}"
    return Response(
        write_sheet(offers, currency=currency, lang=lang, written_as=sheet_format),
        media_type=sheet_format.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@routes.post("/sheets", policy=(Resource.OFFER_SHEET, Action.CREATE), status_code=201)
def check(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
    _: Annotated[None, Depends(OnlyFields("file"))],
    file: Annotated[UploadFile, File(description="CSV, XLSX or ODS of at most 10 MiB")],
) -> SheetOut:
    """Read a sheet and keep what it would change; nothing is changed yet. A newer one takes its place."""
    assert caller.person_id is not None
    wanted, currency = own_organisation(caller, organisation_id), settings.market_currency
    limiter.count(Zone.UPLOAD, caller.person_id)
    lines = _lines(file, currency)
    with database.transaction() as session:
        sheet = check_sheet(
            session,
            lines,
            producer_id=wanted,
            person_id=caller.person_id,
            file_name=file.filename or "",
            currency=currency,
            now=now,
        )
        return SheetOut.of(sheet, queries.list_rows(session, sheet.id))


@routes.get("/sheets/{sheet_id}", policy=(Resource.OFFER_SHEET, Action.READ))
def read(organisation_id: IdPath, sheet_id: IdPath, caller: CallerDep, database: DatabaseDep) -> SheetOut:
    """What a sheet would change or has changed, line by line."""
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        sheet = queries.find_sheet(session, sheet_id=expect_id("osh", sheet_id), producer_id=wanted)
        if sheet is None:
            raise NoSuchSheet()
        return SheetOut.of(sheet, queries.list_rows(session, sheet.id))


@routes.post("/sheets/{sheet_id}/apply", policy=(Resource.OFFER_SHEET, Action.UPDATE))
def apply(organisation_id: IdPath, sheet_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> SheetOut:
    """Make the changes, once. A line that no longer fits is left out and says why."""
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        sheet = apply_sheet(
            session,
            sheet_id=expect_id("osh", sheet_id),
            producer_id=wanted,
            now=now,
        )
        return SheetOut.of(sheet, queries.list_rows(session, sheet.id))


def _lines(file: UploadFile, currency: str) -> list[SheetLine]:
    """The sheet's lines. Raises ImportFileRefused."""
    data = file.file.read(_LARGEST_SHEET + 1)
    if len(data) > _LARGEST_SHEET:
        raise ImportFileRefused("too_large", f"at most {_LARGEST_SHEET // 1024 // 1024} MiB")
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        return list(read_sheet(Source(path), currency=currency, exponent=currency_facts(currency).exponent))
