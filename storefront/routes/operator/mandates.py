"""Who may verify what: mandates of one organisation, granted and ended by the market."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api


async def mandates(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    federation_id = request.query_params.get("organisation", "").strip()[:64]
    schemes = await api.named_schemes()
    found = (await api.mandates(federation_id)).data if federation_id else ()
    return page(
        request,
        "operator_mandates.html",
        status=refused.status,
        federation_id=federation_id,
        running=[one for one in found if one.withdrawn_at is None],
        ended=[one for one in found if one.withdrawn_at is not None],
        schemes=schemes.data,
        names={one.id: one.name for one in schemes.data},
        key=forms.new_key(),
        refused=refused,
    )


async def grant(request: Request) -> Response:
    form = await forms.read_form(request)
    body = {
        "federation_id": request.query_params.get("organisation", "")[:64],
        "scheme": forms.text(form, "scheme", 100),
        "countries": forms.text(form, "countries").upper().split(),
        "categories": forms.text(form, "categories").split(),
    }
    then = done(f"/operator/mandates{kept_query(request)}", "mandate-granted")
    asked = visitor_of(request).api.grant_mandate(body, forms.text(form, "key", 64))
    return await attempt(request, asked, at="grant", form=form, again=_page, then=then)


async def withdraw(request: Request) -> Response:
    """End a mandate, and all that was handed on from it."""
    form = await forms.read_form(request)
    wanted = forms.text(form, "mandate", 64)
    then = done(f"/operator/mandates{kept_query(request)}", "mandate-withdrawn")
    asked = visitor_of(request).api.take_mandate_back(wanted)
    return await attempt(request, asked, at=wanted, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/mandates", mandates),
    Route("/operator/mandates", grant, methods=["POST"]),
    Route("/operator/mandates/withdraw", withdraw, methods=["POST"]),
]
