"""Whether mail leaves the market, and what to do about what did not."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api

STATES = ("waiting", "given_up", "kept", "sent")


async def mails(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    state = request.query_params.get("state", "")
    wanted = state if state in STATES else None
    found = await api.mails(wanted, request.query_params.get("cursor"))
    return page(
        request,
        "operator_mails.html",
        status=refused.status,
        mails=found,
        state=wanted or "",
        states=STATES,
        refused=refused,
    )


async def retry(request: Request) -> Response:
    form = await forms.read_form(request)
    mail_id = forms.text(form, "mail", 64)
    asked = visitor_of(request).api.retry_mail(mail_id)
    then = done(f"/operator/mails{kept_query(request)}", "mail-retried")
    return await attempt(request, asked, at=mail_id, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/mails", mails),
    Route("/operator/mails", retry, methods=["POST"]),
]
