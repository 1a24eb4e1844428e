"""A producer's stock: how many there are of each size, and when to be told that few are left."""

from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.words import N_

NO_COUNT = N_("Write a whole number.")


async def stock(request: Request) -> Response:
    return await _stock(request, Refused())


async def _stock(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    words = request.query_params.get("q", "").strip()[:100]
    found = await api.stock(desk.id, words=words, cursor=request.query_params.get("cursor"))
    watches = await api.stock_watches(desk.id)
    return page(
        request,
        "desk_stock.html",
        status=refused.status,
        desk=desk,
        stock=found,
        words=words,
        usual=next((one.threshold for one in watches.data if one.variant_id is None), None),
        key=forms.new_key(),
        refused=refused,
    )


async def count(request: Request) -> Response:
    """Add or take away some of a size, or say how many there are."""
    form = await forms.read_form(request)
    api, variant_id = visitor_of(request).api, forms.text(form, "variant", 64)
    change = {"more": 1, "fewer": -1}.get(forms.text(form, "step", 5))
    if change is not None:
        asked = api.change_stock(variant_id, change, f"{forms.text(form, 'key', 64) or forms.new_key()}{change:+d}")
        return await _act(request, asked, f"count-{variant_id}", form, "counted")
    number = whole_count(form, "on_hand")
    if number is None:
        return await _stock(request, _no_count(request, f"count-{variant_id}", form))
    return await _act(request, api.set_stock(variant_id, number), f"count-{variant_id}", form, "counted")


async def watch(request: Request) -> Response:
    """Set the threshold of a size or of all; an empty field takes it away."""
    form = await forms.read_form(request)
    variant_id = forms.text(form, "variant", 64) or "all"
    threshold = whole_count(form, "threshold")
    if threshold is None and forms.text(form, "threshold", 12):
        return await _stock(request, _no_count(request, f"watch-{variant_id}", form))
    asked = visitor_of(request).api.watch_stock(request.path_params["organisation_id"], variant_id, threshold)
    return await _act(request, asked, f"watch-{variant_id}", form, "watched")


def _no_count(request: Request, at: str, form: FormData) -> Refused:
    return wrong(request, NO_COUNT, at=at, given=forms.typed_texts(form))


def whole_count(form: FormData, name: str) -> int | None:
    """A count as it was typed; None for what is none."""
    written = forms.text(form, name, 12)
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 7 else None


async def _act(request: Request, asked: Awaitable[None], at: str, form: FormData, said: str) -> Response:
    then = done(f"/desk/{request.path_params['organisation_id']}/products/stock{kept_query(request)}", said)
    return await attempt(request, asked, at=at, form=form, again=_stock, then=then)


ROUTES = [
    Route("/desk/{organisation_id}/products/stock", stock),
    Route("/desk/{organisation_id}/products/stock", count, methods=["POST"]),
    Route("/desk/{organisation_id}/products/stock/watch", watch, methods=["POST"]),
]
