"""Payments that buyers' banks question, and who bears those that were lost."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api


async def disputes(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    found = await api.disputes(request.query_params.get("cursor"))
    return page(request, "operator_disputes.html", status=refused.status, disputes=found, refused=refused)


async def charge(request: Request) -> Response:
    """Say who bears a lost dispute, once."""
    form = await forms.read_form(request)
    dispute_id = forms.text(form, "dispute", 64)
    asked = visitor_of(request).api.charge_dispute(
        dispute_id, forms.text(form, "to", 20), forms.text(form, "reason", 200)
    )
    then = done(f"/operator/disputes{kept_query(request)}", "dispute-charged")
    return await attempt(request, asked, at=dispute_id, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/disputes", disputes),
    Route("/operator/disputes", charge, methods=["POST"]),
]
