"""A producer's files: brought, explained, looked at, applied."""

from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done, refusal_of, wrong
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.import_words import IMPORT_FIELDS
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership, show_catalogue
from storefront.transport import ApiRefused
from storefront.words import N_

_OUTCOMES = ("refused", "created", "updated", "unchanged")
_MARKS = (".", ",")


async def bring(request: Request) -> Response:
    """Check a file, or take it over; either way its report is kept and shown next."""
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    chosen = await forms.large_file(form, "file")
    if chosen is None:
        return await show_catalogue(request, wrong(request, N_("Please choose a file."), at="import", given={}))
    is_dry_run = forms.text(form, "mode", 10) != "apply"
    mark = forms.text(form, "decimal_mark", 1)
    try:
        found = await visitor_of(request).api.import_catalogue(
            organisation_id, chosen, is_dry_run=is_dry_run, decimal_mark=mark if mark in _MARKS else "."
        )
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await show_catalogue(request, refusal_of(request, error, at="import", given={}))
    finally:
        await form.close()
    return go(f"{_place(request)}/{found.id}")


async def one(request: Request) -> Response:
    return await _one(request, Refused())


async def _one(request: Request, refused: Refused) -> Response:
    """How far it has come; the products of one outcome, those first that need looking at."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.catalogue_import(request.path_params["import_id"])
    wanted = request.query_params.get("outcome")
    outcome = wanted if wanted in _OUTCOMES else next((each for each in _OUTCOMES if found.count(each)), "created")
    rows = await api.import_rows(found.id, outcome=outcome, cursor=request.query_params.get("cursor"))
    return page(
        request,
        "desk_import.html",
        status=refused.status,
        desk=desk,
        report=found,
        rows=rows,
        outcome=outcome,
        outcomes=_OUTCOMES,
        fields=IMPORT_FIELDS,
        refused=refused,
    )


async def explain(request: Request) -> Response:
    """Say what the columns of a sheet hold."""
    api, import_id = visitor_of(request).api, request.path_params["import_id"]
    form = await forms.read_form(request)
    found = await api.catalogue_import(import_id)
    chosen = {
        title: field
        for place, title in enumerate(found.columns)
        if (field := forms.text(form, f"column-{place}", 50)) in IMPORT_FIELDS
    }
    mark = forms.text(form, "decimal_mark", 1)
    asked = api.explain_columns(import_id, chosen, mark if mark in _MARKS else ".")
    return await _act(request, asked, at="columns", form=form, then=go(f"{_place(request)}/{import_id}"))


async def apply(request: Request) -> Response:
    """Do what the check has shown."""
    try:
        found = await visitor_of(request).api.apply_import(request.path_params["import_id"])
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _one(request, refusal_of(request, error, at="apply", given={}))
    return go(f"{_place(request)}/{found.id}")


async def cancel(request: Request) -> Response:
    """Stop it."""
    import_id = request.path_params["import_id"]
    then = done(f"{_place(request)}/{import_id}", "import-stopped")
    return await _act(request, visitor_of(request).api.cancel_import(import_id), at="cancel", form=None, then=then)


async def problems(request: Request) -> Response:
    """What was wrong, as a sheet."""
    return passed_on(await visitor_of(request).api.import_problems(request.path_params["import_id"]))


async def _act(request: Request, asked: Awaitable[None], *, at: str, form: FormData | None, then: Response) -> Response:
    try:
        await asked
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        given = {} if form is None else forms.typed_texts(form)
        return await _one(request, refusal_of(request, error, at=at, given=given))
    return then


def _place(request: Request) -> str:
    return f"/desk/{request.path_params['organisation_id']}/imports"


_ONE = "/desk/{organisation_id}/imports/{import_id}"
ROUTES = [
    Route("/desk/{organisation_id}/catalogue", bring, methods=["POST"]),
    Route(_ONE, one),
    Route(f"{_ONE}/columns", explain, methods=["POST"]),
    Route(f"{_ONE}/apply", apply, methods=["POST"]),
    Route(f"{_ONE}/cancel", cancel, methods=["POST"]),
    Route(f"{_ONE}/problems.csv", problems),
]
