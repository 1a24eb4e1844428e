"""What stands behind a label, what was shown on a day, and a way to say that something is wrong."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.course import course_of
from storefront.forms import Refused
from storefront.hindsight import day_asked, look_back
from storefront.pages import page, shop_of, visitor_of
from storefront.qr import qr_code
from storefront.words import N_

_LONGEST_ALERT = 4000
# People do not see this field; what fills it in is a program.
_TRAP = "website"


async def proof(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    visitor, settings, now = visitor_of(request), shop_of(request).settings, datetime.now(UTC)
    found = await visitor.api.proof(request.path_params["certificate_id"])
    address = f"{settings.storefront_url}/proof/{found.id}"
    asked = request.query_params.get("on", "")[:10]
    day = day_asked(asked, now=now)
    return page(
        request,
        "proof.html",
        status=refused.status,
        is_public=True,
        proof=found,
        course=course_of(found.history, valid_from=found.valid_from, valid_to=found.valid_to, today=now.date()),
        today=now.date(),
        asked=asked,
        that_day=await look_back(visitor.api, found.id, day, now=now) if day else None,
        address=address,
        qr=qr_code(address, visitor.say(N_("The address of this page as a QR code"))),
        credential_url=f"{settings.public_api_url}/v1/certificates/{found.id}/credential",
        refused=refused,
    )


async def raise_alert(request: Request) -> Response:
    """Pass on what somebody says is wrong. A program is thanked like a person, and not passed on."""
    certificate_id = request.path_params["certificate_id"]
    form = await forms.read_form(request)
    then = done(f"/proof/{certificate_id}", "alert-raised")
    if forms.text(form, _TRAP):
        return then
    asked = visitor_of(request).api.raise_public_alert(certificate_id, forms.text(form, "body", _LONGEST_ALERT))
    return await attempt(request, asked, at="alert", form=form, again=_page, then=then)


ROUTES = [
    Route("/proof/{certificate_id}", proof),
    Route("/proof/{certificate_id}/alert", raise_alert, methods=["POST"]),
]
