"""What stands behind a label."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, visitor_of
from storefront.shapes.proof import Proof, Review

_ENDING = frozenset({"withdrawn", "suspended", "surrendered"})


async def proof(request: Request) -> Response:
    found = await visitor_of(request).api.proof(request.path_params["certificate_id"])
    return page(
        request,
        "proof.html",
        is_public=True,
        proof=found,
        ended_at=ended_at(found),
        today=datetime.now(UTC).date(),
    )


def ended_at(proof: Proof | Review) -> str | None:
    """When the certificate ended before its date, or None while it has not."""
    if proof.state not in _ENDING:
        return None
    return next((step.at for step in reversed(proof.history) if step.to_state == proof.state), None)


ROUTES = [Route("/proof/{certificate_id}", proof)]
