"""A day of Stripe's movements beside the books."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.acting import refusal_of
from storefront.forms import Refused
from storefront.pages import page
from storefront.routes.operator.gate import operator_api
from storefront.shapes.operating import Reconciliation
from storefront.transport import ApiRefused


async def day(request: Request) -> Response:
    """Yesterday, or the day that was asked for: the last that is over and has been imported."""
    api = await operator_api(request)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    wanted = request.query_params.get("day", "")[:10] or yesterday.isoformat()
    found: Reconciliation | None = None
    refused = Refused()
    try:
        found = await api.reconciliation(wanted)
    except ApiRefused as error:
        if error.status in {401, 403}:
            raise
        refused = refusal_of(request, error, at="day", given={"day": wanted})
    return page(
        request, "operator_reconciliation.html", status=refused.status, day=wanted, found=found, refused=refused
    )


ROUTES = [Route("/operator/reconciliation", day)]
