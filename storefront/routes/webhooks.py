"""Webhooks on an organisation's desk and on the market's: the same pages at two addresses."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.operator.gate import operator_api
from storefront.shapes.account import Membership
from storefront.shapes.webhooks import OpenedWebhook
from storefront.transport import ApiRefused
from storefront.webhook_words import WEBHOOK_WORDS
from storefront.words import N_

_KINDS = tuple(kind for kind in WEBHOOK_WORDS["webhook_kind"] if kind != "webhook.test")
_ACTS = {"enable": "webhook-enabled", "disable": "webhook-disabled", "test": "webhook-tested"}
_OVERLAPS = (24, 72, 168, 0)
NO_DAYS = N_("Write both days, such as 2026-11-25.")


@dataclass(frozen=True)
class Place:
    """On whose desk the pages stand. `is_own`: whether the visitor may open webhooks there."""

    layout: str
    home: str
    organisation_id: str | None
    is_own: bool
    desk: Membership | None = None


async def _place(request: Request) -> Place:
    """Raises HTTPException 404 for who has no part in it."""
    if "organisation_id" not in request.path_params:
        await operator_api(request)
        return Place("operating.html", "/operator/webhooks", None, True)
    desk = await desk_membership(request)
    home = f"/desk/{desk.id}/webhooks"
    return Place("desk.html", home, desk.id, desk.role == "steward", desk)


async def webhooks(request: Request) -> Response:
    return await _webhooks(request, Refused())


async def _webhooks(request: Request, refused: Refused) -> Response:
    place = await _place(request)
    found = await visitor_of(request).api.webhooks(place.organisation_id, request.query_params.get("cursor"))
    return page(
        request,
        "webhooks.html",
        status=refused.status,
        place=place,
        webhooks=found,
        kinds=_KINDS,
        refused=refused,
        desk=place.desk,
    )


async def open_one(request: Request) -> Response:
    """The secret is in this answer alone, so no other page is gone to."""
    place, form = await _place(request), await forms.read_form(request)
    body = {
        "organisation_id": place.organisation_id,
        "url": forms.text(form, "url", 500),
        "description": forms.text(form, "description", 200),
        "kinds": [kind for kind in _KINDS if kind in form.getlist("kinds")],
    }
    try:
        opened = await visitor_of(request).api.open_webhook(body)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _webhooks(request, refusal_of(request, error, at="open", given=forms.typed_texts(form)))
    return _with_secret(request, place, opened)


def _with_secret(request: Request, place: Place, opened: OpenedWebhook) -> Response:
    return page(request, "webhook_secret.html", place=place, opened=opened, desk=place.desk)


async def webhook(request: Request) -> Response:
    return await _webhook(request, Refused())


async def _webhook(request: Request, refused: Refused) -> Response:
    place, api = await _place(request), visitor_of(request).api
    found = await api.webhook(request.path_params["webhook_id"])
    if place.organisation_id not in (None, found.organisation_id):
        raise HTTPException(404)
    return page(
        request,
        "webhook.html",
        status=refused.status,
        place=place,
        webhook=found,
        deliveries=await api.webhook_deliveries(found.id, request.query_params.get("cursor")),
        kinds=_KINDS,
        overlaps=_OVERLAPS,
        refused=refused,
        desk=place.desk,
    )


async def change(request: Request) -> Response:
    """Another address, other events."""
    place, form = await _place(request), await forms.read_form(request)
    webhook_id = request.path_params["webhook_id"]
    body = {
        "url": forms.text(form, "url", 500),
        "description": forms.text(form, "description", 200),
        "kinds": [kind for kind in _KINDS if kind in form.getlist("kinds")],
    }
    asked = visitor_of(request).api.change_webhook(webhook_id, body)
    then = done(f"{place.home}/{webhook_id}", "webhook-changed")
    return await attempt(request, asked, at="change", form=form, again=_webhook, then=then)


async def act(request: Request) -> Response:
    """Enable, disable, test or remove."""
    place, form = await _place(request), await forms.read_form(request)
    webhook_id, wanted = request.path_params["webhook_id"], forms.text(form, "act", 10)
    api = visitor_of(request).api
    if wanted == "remove":
        then = done(place.home, "webhook-removed")
        return await attempt(request, api.remove_webhook(webhook_id), at="act", form=form, again=_webhook, then=then)
    chosen = wanted if wanted in _ACTS else "test"
    then = done(f"{place.home}/{webhook_id}", _ACTS[chosen])
    asked = api.act_on_webhook(webhook_id, chosen)
    return await attempt(request, asked, at="act", form=form, again=_webhook, then=then)


async def rotate(request: Request) -> Response:
    """Another secret, shown in this answer alone."""
    place, form = await _place(request), await forms.read_form(request)
    hours = forms.whole_number(form, "overlap_hours", _OVERLAPS[0])
    try:
        opened = await visitor_of(request).api.rotate_webhook_secret(request.path_params["webhook_id"], hours)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _webhook(request, refusal_of(request, error, at="rotate", given=forms.typed_texts(form)))
    return _with_secret(request, place, opened)


async def replay(request: Request) -> Response:
    """Tell again what failed, or everything, between two days."""
    place, form = await _place(request), await forms.read_form(request)
    since, last = forms.read_day(forms.text(form, "since", 10)), forms.read_day(forms.text(form, "last", 10))
    if since is None or last is None:
        return await _webhook(request, wrong(request, NO_DAYS, at="replay", given=forms.typed_texts(form)))
    states = ["failed", "delivered"] if forms.text(form, "everything", 3) == "yes" else ["failed"]
    body = {
        "since": f"{since}T00:00:00Z",
        "until": f"{last + timedelta(days=1)}T00:00:00Z",
        "states": states,
    }
    webhook_id = request.path_params["webhook_id"]
    try:
        again = await visitor_of(request).api.replay_webhook(webhook_id, body)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _webhook(request, refusal_of(request, error, at="replay", given=forms.typed_texts(form)))
    return done(f"{place.home}/{webhook_id}", "webhook-replayed" if again.count else "webhook-nothing-to-replay")


async def delivery(request: Request) -> Response:
    return await _delivery(request, Refused())


async def _delivery(request: Request, refused: Refused) -> Response:
    place = await _place(request)
    found = await visitor_of(request).api.webhook_delivery(request.path_params["delivery_id"])
    if found.webhook_id != request.path_params["webhook_id"]:
        raise HTTPException(404)
    return page(
        request,
        "webhook_delivery.html",
        status=refused.status,
        place=place,
        delivery=found,
        refused=refused,
        desk=place.desk,
    )


async def replay_delivery(request: Request) -> Response:
    place, form = await _place(request), await forms.read_form(request)
    webhook_id, delivery_id = request.path_params["webhook_id"], request.path_params["delivery_id"]
    asked = visitor_of(request).api.replay_webhook_delivery(delivery_id)
    then = done(f"{place.home}/{webhook_id}/{delivery_id}", "webhook-replayed")
    return await attempt(request, asked, at="again", form=form, again=_delivery, then=then)


def _routes(home: str) -> list[BaseRoute]:
    one = home + "/{webhook_id}"
    return [
        Route(home, webhooks),
        Route(home, open_one, methods=["POST"]),
        Route(one, webhook),
        Route(one, change, methods=["POST"]),
        Route(one + "/act", act, methods=["POST"]),
        Route(one + "/secret", rotate, methods=["POST"]),
        Route(one + "/replay", replay, methods=["POST"]),
        Route(one + "/{delivery_id}", delivery),
        Route(one + "/{delivery_id}", replay_delivery, methods=["POST"]),
    ]


ROUTES: list[BaseRoute] = [*_routes("/desk/{organisation_id}/webhooks"), *_routes("/operator/webhooks")]
