"""The audit log: searched, and proved to be what was written."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.acting import refusal_of
from storefront.forms import Refused
from storefront.pages import page
from storefront.routes.operator.gate import operator_api
from storefront.shapes.base import Page
from storefront.shapes.oversight import AuditEvent, AuditVerdict
from storefront.transport import ApiRefused

_ASKED = ("actor", "about", "action", "day")


async def audit(request: Request) -> Response:
    """With `verify=yes` every hash is computed again, which reads the whole log, stretch by stretch: only when somebody
    asks."""
    api = await operator_api(request)
    asked = {name: request.query_params.get(name, "").strip()[:100] for name in _ASKED}
    found: Page[AuditEvent] = Page()
    refused = Refused()
    try:
        found = await api.audit_log({**asked, "cursor": request.query_params.get("cursor")})
    except ApiRefused as error:
        if error.status not in {400, 422}:
            raise
        refused = refusal_of(request, error, at="search", given=asked)
    verdict: AuditVerdict | None = None
    if request.query_params.get("verify") == "yes":
        try:
            verdict = await api.verify_log(request.query_params.get("proved"))
        except ApiRefused as error:
            if error.status not in {400, 422}:
                raise
            refused = refusal_of(request, error, at="verify", given=asked)
    return page(
        request,
        "operator_audit.html",
        status=refused.status,
        found=found,
        asked=asked,
        kept=urlencode(asked),
        verdict=verdict,
        refused=refused,
    )


ROUTES = [Route("/operator/audit", audit)]
