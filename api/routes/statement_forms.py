"""Impact statements in the forms that people and other programs read."""

from typing import Annotated

from fastapi import Path as FromPath
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routes.orders import OrderSecret
from api.routing import Routes
from api.schemas.statement_forms import ReadingOut, SeriesOut
from market.impact.forms.open_statement import Opened, open_statement
from market.impact.forms.reading import read_reading
from market.impact.forms.say_in import say_in
from market.impact.forms.write_form import StatementForm, write_form
from market.impact.series.read_series import read_series
from market.orders.reach import Reach

routes = Routes(prefix="/v1/statements", tags=["impact"])

# The statement never changes, but our words for it may.
_A_DAY = "public, max-age=86400"


@routes.get("/{statement_id}/document.{form}", policy=(Resource.STATEMENT, Action.READ), response_class=Response)
def read_form(
    statement_id: IdPath,
    form: Annotated[StatementForm, FromPath(description="`pdf` for people, `csv` for tables, `jsonld` for programs")],
    database: DatabaseDep,
    settings: SettingsDep,
    caller: CallerDep,
    lang: Lang,
    secret: OrderSecret = None,
) -> Response:
    """The statement as a tagged PDF (PDF/UA-1), a table, or linked data, in English, Spanish, French or Portuguese.

    What counts is the document itself, whose address and hash stand in each of them.
    """
    wanted = expect_id("imp", statement_id)
    with database.reading() as session:
        found = open_statement(session, wanted, Reach(caller.person_id, secret))
    address = f"{settings.api_url}/v1/statements/{wanted}/document"
    written = write_form(found.document, found.sha256, form=form, lang=lang, address=address)
    answer = Response(written.content, media_type=written.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{written.name}"'
    _keep(answer, found)
    return answer


@routes.get("/{statement_id}/reading", policy=(Resource.STATEMENT, Action.READ))
def reading(
    statement_id: IdPath,
    database: DatabaseDep,
    caller: CallerDep,
    lang: Lang,
    response: Response,
    secret: OrderSecret = None,
) -> ReadingOut:
    """The statement's figures, limits and ways to check it in the reader's language."""
    with database.reading() as session:
        found = open_statement(session, expect_id("imp", statement_id), Reach(caller.person_id, secret))
    _keep(response, found)
    return ReadingOut.of(say_in(read_reading(found.document), lang), lang)


@routes.get("/{statement_id}/series", policy=(Resource.STATEMENT, Action.READ))
def series(
    statement_id: IdPath,
    database: DatabaseDep,
    caller: CallerDep,
    lang: Lang,
    response: Response,
    secret: OrderSecret = None,
) -> SeriesOut:
    """What its pictures are drawn from: what producers were sent month by month, where the money came from and went,
    and the members of those who agreed to publish them."""
    with database.reading() as session:
        found = open_statement(session, expect_id("imp", statement_id), Reach(caller.person_id, secret))
        told = read_reading(found.document)
        drawn = read_series(session, found.statement, told)
    _keep(response, found)
    return SeriesOut.of(drawn, told, lang)


def _keep(response: Response, found: Opened) -> None:
    if not found.is_private:
        response.headers["Cache-Control"] = _A_DAY
        response.headers["Vary"] = "Accept-Language"
