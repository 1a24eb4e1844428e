"""What holders object to, and what the public says is wrong: to be answered."""

import asyncio
from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership


async def objections(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    appeals, alerts = await asyncio.gather(api.waiting_appeals(desk.id), api.waiting_alerts(desk.id))
    return page(
        request,
        "review_objections.html",
        status=refused.status,
        desk=desk,
        home=f"/review/{desk.id}/objections",
        appeals=appeals.data,
        new_alerts=[one for one in alerts.data if one.outcome is None],
        disputes=[one for one in alerts.data if one.outcome is not None],
        refused=refused,
    )


async def decide_appeal(request: Request) -> Response:
    form = await forms.read_form(request)
    wanted = forms.text(form, "appeal", 64)
    body = {**_own(request), "outcome": forms.text(form, "outcome", 20), "answer": forms.text(form, "answer", 4000)}
    return await _act(request, visitor_of(request).api.decide_appeal(wanted, body), wanted, form, "appeal-decided")


async def moderate(request: Request) -> Response:
    form = await forms.read_form(request)
    wanted = forms.text(form, "alert", 64)
    body = {**_own(request), "outcome": forms.text(form, "outcome", 20), "note": forms.text(form, "note", 4000)}
    return await _act(request, visitor_of(request).api.moderate_alert(wanted, body), wanted, form, "alert-answered")


async def settle(request: Request) -> Response:
    form = await forms.read_form(request)
    wanted = forms.text(form, "alert", 64)
    body = {**_own(request), "settlement": forms.text(form, "settlement", 4000)}
    return await _act(request, visitor_of(request).api.settle_alert(wanted, body), wanted, form, "dispute-settled")


def _own(request: Request) -> dict[str, object]:
    return {"federation_id": request.path_params["organisation_id"]}


async def _act(request: Request, asked: Awaitable[None], at: str, form: FormData, said: str) -> Response:
    then = done(f"/review/{request.path_params['organisation_id']}/objections", said)
    return await attempt(request, asked, at=at, form=form, again=_page, then=then)


ROUTES = [
    Route("/review/{organisation_id}/objections", objections),
    Route("/review/{organisation_id}/objections/appeal", decide_appeal, methods=["POST"]),
    Route("/review/{organisation_id}/objections/alert", moderate, methods=["POST"]),
    Route("/review/{organisation_id}/objections/settle", settle, methods=["POST"]),
]
