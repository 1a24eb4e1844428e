"""What stands behind a label."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront.pages import page, shop_of, visitor_of
from storefront.qr import qr_code
from storefront.shapes.certificates import HeldCertificate
from storefront.shapes.proof import Proof
from storefront.shapes.verifying import Review

_ENDING = frozenset({"withdrawn", "suspended", "surrendered"})


async def proof(request: Request) -> Response:
    visitor, settings = visitor_of(request), shop_of(request).settings
    found = await visitor.api.proof(request.path_params["certificate_id"])
    address = f"{settings.storefront_url}/proof/{found.id}"
    return page(
        request,
        "proof.html",
        is_public=True,
        proof=found,
        ended_at=ended_at(found),
        today=datetime.now(UTC).date(),
        address=address,
        qr=qr_code(address, visitor.say("The address of this page as a QR code")),
        credential_url=f"{settings.public_api_url}/v1/certificates/{found.id}/credential",
    )


def ended_at(proof: Proof | Review | HeldCertificate) -> str | None:
    """When the certificate ended before its date, or None while it has not."""
    if proof.state not in _ENDING:
        return None
    return next((step.at for step in reversed(proof.history) if step.to_state == proof.state), None)


ROUTES = [Route("/proof/{certificate_id}", proof)]
