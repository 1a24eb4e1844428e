"""Asking for statements of one's own: of a year's purchases, of an order, of an organisation."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import refusal_of, wrong
from storefront.forms import Refused
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.impact import secret_of
from storefront.shapes.impact import StatementLine
from storefront.transport import ApiRefused
from storefront.words import N_

_YEARS = 5
_DAY = timedelta(days=1)
_ASK = "ask"


async def own(request: Request) -> Response:
    if not visitor_of(request).is_signed_in:
        return go("/sign-in?next=/impact/own")
    return await _own(request, Refused())


async def _own(request: Request, refused: Refused) -> Response:
    found = await visitor_of(request).api.own_statements(request.query_params.get("cursor"))
    years = _years()
    return page(
        request,
        "own_statements.html",
        status=refused.status,
        statements=found,
        years=years,
        chosen=refused.typed(_ASK, "year", str(years[0])),
        key=forms.new_key(),
        refused=refused,
    )


async def ask_year(request: Request) -> Response:
    """Of all that one bought in a year, so far as it is over."""
    form = await forms.read_form(request)
    year = forms.text(form, "year", 8)
    if year not in map(str, _years()):
        return await _own(request, wrong(request, N_("Please choose a year."), at=_ASK, given=forms.typed_texts(form)))
    first = date(int(year), 1, 1)
    body = {"subject": "shopper"} | _period(first, min(date(int(year), 12, 31), _today()))
    try:
        asked = await _ask(request, form, body)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _own(request, refusal_of(request, error, at=_ASK, given=forms.typed_texts(form)))
    return go(asked.path)


async def ask_of_order(request: Request) -> Response:
    """Of one order, from its payment to today."""
    form = await forms.read_form(request)
    asked = await _ask(request, form, {"subject": "order", "order_id": request.path_params["order_id"]})
    return go(asked.path)


async def of_desk(request: Request) -> Response:
    return await _of_desk(request, Refused())


async def _of_desk(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    query = {"organisation": desk.id, "cursor": request.query_params.get("cursor")}
    yesterday = _today() - _DAY
    return page(
        request,
        "desk_impact.html",
        status=refused.status,
        desk=desk,
        statements=await visitor_of(request).api.statements(query),
        first_day=refused.typed(_ASK, "from", yesterday.replace(month=1, day=1).isoformat()),
        last_day=refused.typed(_ASK, "to", yesterday.isoformat()),
        key=forms.new_key(),
        refused=refused,
    )


async def ask_of_desk(request: Request) -> Response:
    """Of an organisation, for any days. People name the last day, the API the day after it."""
    desk, form = await desk_membership(request), await forms.read_form(request)
    first, last = forms.read_day(forms.text(form, "from", 10)), forms.read_day(forms.text(form, "to", 10))
    if first is None or last is None:
        said = N_("Please choose the first and the last day.")
        return await _of_desk(request, wrong(request, said, at=_ASK, given=forms.typed_texts(form)))
    subject = "producer" if desk.kind == "producer" else "network"
    try:
        asked = await _ask(request, form, {"subject": subject, "organisation_id": desk.id} | _period(first, last))
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _of_desk(request, refusal_of(request, error, at=_ASK, given=forms.typed_texts(form)))
    return go(asked.path)


async def _ask(request: Request, form: FormData, body: Mapping[str, object]) -> StatementLine:
    key = forms.text(form, "key", 64) or forms.new_key()
    return await visitor_of(request).api.ask_statement(body, key, secret_of(request))


def _period(first: date, last: date) -> dict[str, object]:
    return {"period_start": first.isoformat(), "period_end": (last + _DAY).isoformat()}


def _today() -> date:
    """In UTC, as the days of statements are."""
    return datetime.now(UTC).date()


def _years() -> list[int]:
    return [_today().year - ago for ago in range(_YEARS)]


ROUTES = [
    Route("/impact/own", own),
    Route("/impact/own", ask_year, methods=["POST"]),
    Route("/orders/{order_id}/statement", ask_of_order, methods=["POST"]),
    Route("/desk/{organisation_id}/impact", of_desk),
    Route("/desk/{organisation_id}/impact", ask_of_desk, methods=["POST"]),
]
