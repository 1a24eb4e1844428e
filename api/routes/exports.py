"""Catalogues out: a producer's own file, and the feeds that other markets and search engines read."""

from starlette.responses import StreamingResponse

from api.deps import CallerDep, DatabaseDep, IdPath, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.catalog.exporting.export_catalog import export_catalog
from market.catalog.exporting.formats import EXPORTS, ExportCode

routes = Routes(prefix="/v1", tags=["exports"])


@routes.get(
    "/organisations/{organisation_id}/catalog-exports/{code}",
    policy=(Resource.PRODUCT, Action.LIST),
    response_class=StreamingResponse,
)
def take_out(
    organisation_id: IdPath, code: ExportCode, caller: CallerDep, database: DatabaseDep, settings: SettingsDep
) -> StreamingResponse:
    """All products that are not archived, as a file in one of the formats that are imported here."""
    with database.reading() as session:
        if not is_member(session, person_id=caller.person_id, organisation_id=expect_id("org", organisation_id)):
            raise NoSuchOrganisation()
    written = EXPORTS[code]
    pieces = export_catalog(database, producer_id=organisation_id, code=code, currency=settings.market_currency)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="catalogue-{code}.{written.suffix}"',
    }
    return StreamingResponse(pieces, media_type=written.media_type, headers=headers)
