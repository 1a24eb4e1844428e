"""Stripe's events: which came, what became of each, and handling one again."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api

STATES = ("all", "waiting", "failing", "handled")


async def events(request: Request) -> Response:
    api = await operator_api(request)
    state = request.query_params.get("state", "all")
    state = state if state in STATES else "all"
    of_type = request.query_params.get("type", "").strip()[:100]
    query = {"state": state, "of_type": of_type, "cursor": request.query_params.get("cursor")}
    found = await api.stripe_events(query)
    kept = urlencode({"state": state, "type": of_type})
    return page(request, "operator_events.html", events=found, states=STATES, chosen=state, of_type=of_type, kept=kept)


async def event(request: Request) -> Response:
    return await _event(request, Refused())


async def _event(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    account = request.query_params.get("account", "")[:64]
    story = await api.stripe_event(request.path_params["event_id"], account)
    return page(request, "operator_event.html", status=refused.status, story=story, refused=refused)


async def replay(request: Request) -> Response:
    form = await forms.read_form(request)
    event_id, account = request.path_params["event_id"], forms.text(form, "account", 64)
    place = f"/operator/events/{quote(event_id, safe='')}"
    then = done(f"{place}?{urlencode({'account': account})}" if account else place, "event-again")
    asked = visitor_of(request).api.replay_event(event_id, account)
    return await attempt(request, asked, at="replay", form=form, again=_event, then=then)


ROUTES = [
    Route("/operator/events", events),
    Route("/operator/events/{event_id}", event),
    Route("/operator/events/{event_id}/replay", replay, methods=["POST"]),
]
