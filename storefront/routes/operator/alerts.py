"""What waits for a person, and what they say of it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api


async def alerts(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    with_resolved = request.query_params.get("all") == "yes"
    found = await api.alerts(request.query_params.get("cursor"), with_resolved=with_resolved)
    return page(
        request,
        "operator_alerts.html",
        status=refused.status,
        alerts=found,
        with_resolved=with_resolved,
        refused=refused,
    )


async def resolve(request: Request) -> Response:
    form = await forms.read_form(request)
    alert_id = forms.text(form, "alert", 64)
    asked = visitor_of(request).api.resolve_alert(alert_id, forms.text(form, "because", 200))
    then = done(f"/operator/alerts{kept_query(request)}", "alert-resolved")
    return await attempt(request, asked, at=f"alert-{alert_id}", form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/alerts", alerts),
    Route("/operator/alerts", resolve, methods=["POST"]),
]
