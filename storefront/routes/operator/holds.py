"""Money that waits, and why; letting it wait, and letting it go."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api


async def holds(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    with_released = request.query_params.get("all") == "yes"
    found = await api.holds(request.query_params.get("cursor"), with_released=with_released)
    return page(
        request,
        "operator_holds.html",
        status=refused.status,
        holds=found,
        with_released=with_released,
        refused=refused,
    )


async def place(request: Request) -> Response:
    """Hold what an order earned, or all that an organisation has coming: the id says which."""
    form = await forms.read_form(request)
    subject = forms.text(form, "subject", 64)
    kind = "organisation_id" if subject.startswith("org_") else "order_id"
    asked = visitor_of(request).api.place_hold({kind: subject}, forms.text(form, "note", 200))
    then = done("/operator/holds", "hold-placed")
    return await attempt(request, asked, at="place", form=form, again=_page, then=then)


async def release(request: Request) -> Response:
    form = await forms.read_form(request)
    hold_id = forms.text(form, "hold", 64)
    asked = visitor_of(request).api.release_hold(hold_id, forms.text(form, "note", 200))
    then = done(f"/operator/holds{kept_query(request)}", "hold-released")
    return await attempt(request, asked, at=hold_id, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/holds", holds),
    Route("/operator/holds", place, methods=["POST"]),
    Route("/operator/holds/release", release, methods=["POST"]),
]
