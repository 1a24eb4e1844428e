"""Impact statements in the forms that people and other programs read."""

from typing import Annotated

from fastapi import Path as FromPath
from starlette.responses import Response

from api.deps import DatabaseDep, IdPath, Lang, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from market.impact import queries
from market.impact.errors import NoSuchStatement
from market.impact.forms.write_form import StatementForm, write_form

routes = Routes(prefix="/v1/statements", tags=["impact"])

# The statement never changes, but our words for it may.
_A_DAY = "public, max-age=86400"


@routes.get("/{statement_id}/document.{form}", policy=(Resource.STATEMENT, Action.READ), response_class=Response)
def read_form(
    statement_id: IdPath,
    form: Annotated[StatementForm, FromPath(description="`pdf` for people, `csv` for tables, `jsonld` for programs")],
    database: DatabaseDep,
    settings: SettingsDep,
    lang: Lang,
) -> Response:
    """The statement as a tagged PDF (PDF/UA-1), a table, or linked data, in English, Spanish, French or Portuguese.

    What counts is the document itself, whose address and hash stand in each of them.
    """
    wanted = expect_id("imp", statement_id)
    with database.reading() as session:
        found = queries.find_statement(session, wanted)
        if found is None or found.document is None or found.sha256 is None:
            raise NoSuchStatement()
        document, sha256 = found.document, found.sha256.hex()
    address = f"{settings.api_url}/v1/statements/{wanted}/document"
    written = write_form(document, sha256, form=form, lang=lang, address=address)
    return Response(
        written.content,
        media_type=written.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{written.name}"',
            "Cache-Control": _A_DAY,
            "Vary": "Accept-Language",
        },
    )
