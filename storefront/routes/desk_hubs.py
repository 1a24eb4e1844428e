"""Who may offer a producer's goods besides the producer, and what an organisation offers as a hub."""

import asyncio
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.routes.desk_stock import NO_COUNT, whole_count

_ANSWERS = {"accept": "hub-accepted", "end": "hub-ended"}


async def hubs(request: Request) -> Response:
    return await _hubs(request, Refused())


async def _hubs(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    grants, offers, categories = await asyncio.gather(
        api.hub_grants(desk.id), api.hub_offers(desk.id, request.query_params.get("cursor")), api.categories()
    )
    return page(
        request,
        "desk_hubs.html",
        status=refused.status,
        desk=desk,
        given=[one for one in grants.data if one.producer_id == desk.id],
        received=[one for one in grants.data if one.hub_id == desk.id],
        offers=offers,
        categories=categories.data,
        key=refused.typed("grant", "key") or forms.new_key(),
        refused=refused,
    )


async def grant(request: Request) -> Response:
    """Let a hub offer everything, or one category with all below it."""
    form = await forms.read_form(request)
    category = forms.text(form, "category", 100)
    body: dict[str, object] = {
        "hub": forms.text(form, "hub", 200),
        "covers_all": category == "",
        "categories": [category] if category else [],
        "may_set_stock": forms.text(form, "may_set_stock", 3) == "yes",
        "may_set_price": forms.text(form, "may_set_price", 3) == "yes",
    }
    last_day = _day(forms.text(form, "last_day", 10))
    if last_day is not None:
        body["valid_to"] = f"{last_day + timedelta(days=1)}T00:00:00Z"
    asked = visitor_of(request).api.grant_hub(
        request.path_params["organisation_id"], body, forms.text(form, "key", 64) or forms.new_key()
    )
    return await attempt(request, asked, at="grant", form=form, again=_hubs, then=_back(request, "hub-granted"))


async def answer(request: Request) -> Response:
    """Accept a grant, or end it."""
    form = await forms.read_form(request)
    grant_id, said = forms.text(form, "grant", 64), forms.text(form, "answer", 10)
    chosen = said if said in _ANSWERS else "end"
    asked = visitor_of(request).api.answer_hub_grant(grant_id, chosen)
    then = _back(request, _ANSWERS[chosen])
    return await attempt(request, asked, at=f"grant-{grant_id}", form=form, again=_hubs, then=then)


async def set_stock(request: Request) -> Response:
    """As the hub, say how many there are."""
    form = await forms.read_form(request)
    at = f"offer-{forms.text(form, 'variant', 64)}"
    number = whole_count(form, "on_hand")
    if number is None:
        return await _hubs(request, wrong(request, NO_COUNT, at=at, given={}))
    hub_id, variant_id = request.path_params["organisation_id"], forms.text(form, "variant", 64)
    asked = visitor_of(request).api.set_stock_as_hub(hub_id, variant_id, number)
    return await attempt(request, asked, at=at, form=form, again=_hubs, then=_back(request, "counted"))


async def set_price(request: Request) -> Response:
    """As the hub, set the price."""
    form = await forms.read_form(request)
    at, currency = f"offer-{forms.text(form, 'variant', 64)}", forms.text(form, "currency", 3)
    try:
        price = read_amount(forms.text(form, "price", 20), currency)
    except NotAnAmount:
        return await _hubs(request, wrong(request, NO_AMOUNT, at=at, given={}))
    hub_id, variant_id = request.path_params["organisation_id"], forms.text(form, "variant", 64)
    asked = visitor_of(request).api.set_price_as_hub(hub_id, variant_id, currency, price.amount)
    return await attempt(request, asked, at=at, form=form, again=_hubs, then=_back(request, "price-set"))


def _back(request: Request, said: str) -> Response:
    return done(f"/desk/{request.path_params['organisation_id']}/products/hubs", said)


async def hub(request: Request) -> Response:
    """What everybody sees of a hub."""
    found = await visitor_of(request).api.hub(request.path_params["name"], request.query_params.get("cursor"))
    return page(request, "hub.html", is_public=True, found=found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = [
    Route("/hubs/{name}", hub),
    Route("/desk/{organisation_id}/products/hubs", hubs),
    Route("/desk/{organisation_id}/products/hubs", grant, methods=["POST"]),
    Route("/desk/{organisation_id}/products/hubs/answer", answer, methods=["POST"]),
    Route("/desk/{organisation_id}/products/hubs/stock", set_stock, methods=["POST"]),
    Route("/desk/{organisation_id}/products/hubs/price", set_price, methods=["POST"]),
]
