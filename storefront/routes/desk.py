"""A producer's desk: parcels, returns, catalogue."""

import asyncio
from collections.abc import Awaitable, Sequence

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, findings_of, refusal_of
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.shapes.account import Membership
from storefront.shapes.catalog import ClaimFinding
from storefront.transport import ApiRefused

_MOST_CERTIFICATES = 100


async def desk_membership(request: Request) -> Membership:
    """The visitor's part in the organisation of the address. Raises HTTPException 404 when they have none."""
    me = await visitor_of(request).api.me()
    found = me.membership(request.path_params["organisation_id"])
    if found is None:
        raise HTTPException(404)
    return found


async def producers_membership(request: Request) -> Membership:
    """As `desk_membership`, in a producer. Raises HTTPException 404 also for every other kind of organisation."""
    found = await desk_membership(request)
    if found.kind != "producer":
        raise HTTPException(404)
    return found


async def parcels(request: Request) -> Response:
    return await _parcels(request, Refused())


async def _parcels(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found, balance, reminders, certificates, short = await asyncio.gather(
        api.parcels(desk.id, request.query_params.get("cursor")),
        api.money(desk.id),
        api.reminders(desk.id),
        api.own_certificates(desk.id, limit=_MOST_CERTIFICATES),
        api.stock_alerts(desk.id),
    )
    return page(
        request,
        "desk_parcels.html",
        status=refused.status,
        desk=desk,
        to_pack=[one for one in found.data if one.state == "to_pack"],
        others=[one for one in found.data if one.state != "to_pack"],
        parcels=found,
        money=balance,
        reminders=reminders.data,
        short=short.data,
        asked=[one for one in certificates.data if one.question],
        refused=refused,
    )


async def ship(request: Request) -> Response:
    form = await forms.read_form(request)
    parcel_id = forms.text(form, "parcel", 64)
    asked = visitor_of(request).api.ship(parcel_id, forms.text(form, "tracking", 100))
    return await _move(request, asked, f"ship-{parcel_id}", form, "shipped")


async def deliver(request: Request) -> Response:
    form = await forms.read_form(request)
    parcel_id = forms.text(form, "parcel", 64)
    return await _move(request, visitor_of(request).api.deliver(parcel_id), f"deliver-{parcel_id}", form, "delivered")


async def cancel(request: Request) -> Response:
    """What was ordered cannot be sent: its buyer gets everything back."""
    form = await forms.read_form(request)
    parcel_id = forms.text(form, "parcel", 64)
    asked = visitor_of(request).api.cancel_parcel(parcel_id, forms.text(form, "reason", 500))
    return await _move(request, asked, f"cancel-{parcel_id}", form, "parcel-cancelled")


async def _move(request: Request, asked: Awaitable[None], at: str, form: FormData, said: str) -> Response:
    then = done(f"/desk/{request.path_params['organisation_id']}{kept_query(request)}", said)
    return await attempt(request, asked, at=at, form=form, again=_parcels, then=then)


async def returns(request: Request) -> Response:
    return await _returns(request, Refused())


async def _returns(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found = await api.returns_to(desk.id, request.query_params.get("cursor"))
    return page(
        request,
        "desk_returns.html",
        status=refused.status,
        desk=desk,
        open=[one for one in found.data if one.state in {"requested", "accepted"}],
        ended=[one for one in found.data if one.state not in {"requested", "accepted"}],
        returns=found,
        refused=refused,
    )


async def answer_return(request: Request) -> Response:
    """Take the goods back and say where to send them, or do not and say why."""
    api = visitor_of(request).api
    form = await forms.read_form(request)
    return_id, answer = forms.text(form, "return", 64), forms.text(form, "answer", 1000)
    is_taken = forms.text(form, "decision", 10) == "accept"
    asked = api.accept_return(return_id, answer) if is_taken else api.refuse_return(return_id, answer)
    return await _decide(request, asked, return_id, form, "return-accepted" if is_taken else "return-refused")


async def receive_return(request: Request) -> Response:
    """The goods are back: the buyer's money follows."""
    form = await forms.read_form(request)
    return_id = forms.text(form, "return", 64)
    asked = visitor_of(request).api.receive_return(return_id, restock=forms.text(form, "restock", 3) == "yes")
    return await _decide(request, asked, return_id, form, "return-received")


async def _decide(request: Request, asked: Awaitable[None], return_id: str, form: FormData, said: str) -> Response:
    then = done(f"/desk/{request.path_params['organisation_id']}/returns{kept_query(request)}", said)
    return await attempt(request, asked, at=f"return-{return_id}", form=form, again=_returns, then=then)


async def catalogue(request: Request) -> Response:
    return await show_catalogue(request, Refused())


async def show_catalogue(request: Request, refused: Refused, findings: Sequence[ClaimFinding] = ()) -> Response:
    """The desk's products and earlier files."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    products, imports = await asyncio.gather(
        api.own_products(desk.id, request.query_params.get("cursor")),
        api.imports(desk.id),
    )
    return page(
        request,
        "desk_catalogue.html",
        status=refused.status,
        desk=desk,
        products=products,
        imports=imports.data,
        refused=refused,
        findings=findings,
    )


async def move_product(request: Request) -> Response:
    """Put a product on sale or take it off; words that nothing proves come back with what can be said instead."""
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    product_id, is_on = forms.text(form, "product", 64), forms.text(form, "state", 10) == "published"
    seen = forms.text(form, "version", 9)
    version = int(seen) if seen.isascii() and seen.isdecimal() else 0
    try:
        await visitor.api.move_product(product_id, "published" if is_on else "draft", version)
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        refused = refusal_of(request, error, at=f"product-{product_id}", given={})
        return await show_catalogue(request, refused, findings_of(error))
    path = f"/desk/{request.path_params['organisation_id']}/catalogue{kept_query(request)}"
    return done(path, "on-sale" if is_on else "off-the-shelf")


ROUTES = [
    Route("/desk/{organisation_id}", parcels),
    Route("/desk/{organisation_id}/ship", ship, methods=["POST"]),
    Route("/desk/{organisation_id}/deliver", deliver, methods=["POST"]),
    Route("/desk/{organisation_id}/cancel", cancel, methods=["POST"]),
    Route("/desk/{organisation_id}/returns", returns),
    Route("/desk/{organisation_id}/returns", answer_return, methods=["POST"]),
    Route("/desk/{organisation_id}/returns/received", receive_return, methods=["POST"]),
    Route("/desk/{organisation_id}/catalogue", catalogue),
    Route("/desk/{organisation_id}/catalogue/state", move_product, methods=["POST"]),
]
