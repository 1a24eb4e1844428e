"""After paying: who got what, where the parcels are, what goes back."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import go, page, shop_of, visitor_of
from storefront.receipt import receipt
from storefront.shapes.orders import Order, units_coming_back
from storefront.transport import ApiRefused
from storefront.words import N_

_LONGEST_REASON = 500
_LONGEST_RETURN_REASON = 200


async def thank_you(request: Request) -> Response:
    """Where the payment page sends people back to. Until Stripe has told us, the page says so and asks again."""
    order_id, secret = _whose(request)
    order = await visitor_of(request).api.order(order_id, secret)
    return page(
        request,
        "thank_you.html",
        order=order,
        receipt=receipt(order),
        is_waiting=_is_waiting(order),
        is_paid=_is_paid(order),
    )


async def order(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, (order_id, secret) = visitor_of(request).api, _whose(request)
    found, breakdown, returns = await asyncio.gather(
        api.order(order_id, secret),
        api.order_breakdown(order_id, secret),
        api.returns_of_order(order_id, secret),
    )
    told = await api.receipt(order_id, secret) if found.paid_at else None
    coming = units_coming_back(returns.data)
    units_left = {line.id: line.quantity - coming.get(line.id, 0) for one in found.parcels for line in one.lines}
    return page(
        request,
        "order.html",
        status=refused.status,
        order=found,
        receipt=receipt(found),
        told=told,
        breakdown=breakdown,
        returns=returns.data,
        units_left=units_left,
        returnable={
            one.id
            for one in found.parcels
            if one.state in {"shipped", "delivered"} and any(units_left[line.id] > 0 for line in one.lines)
        },
        to_cancel=[one for one in found.parcels if one.state == "to_pack"] if _is_paid(found) else [],
        is_waiting=_is_waiting(found),
        is_paid=_is_paid(found),
        key=forms.new_key(),
        refused=refused,
    )


async def receipt_file(request: Request) -> Response:
    """The receipt as a PDF, to keep."""
    order_id, secret = _whose(request)
    return passed_on(await visitor_of(request).api.receipt_file(order_id, secret))


def _whose(request: Request) -> tuple[str, str | None]:
    """The order of the address, and a guest's secret that opens it."""
    order_id = request.path_params["order_id"]
    return order_id, shop_of(request).jar.order_secret(request, order_id)


def _is_waiting(order: Order) -> bool:
    return order.state == "placed"


def _is_paid(order: Order) -> bool:
    return order.state in {"paid", "refunded"}


async def cancel(request: Request) -> Response:
    """Call off what has not been sent."""
    order_id, secret = _whose(request)
    form = await forms.read_form(request)
    try:
        came_of_it = await visitor_of(request).api.cancel_order(
            order_id, forms.text(form, "reason", _LONGEST_REASON), secret
        )
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _page(request, refusal_of(request, error, at="cancel", given=forms.typed_texts(form)))
    return done(f"/orders/{order_id}", "order-refunded" if came_of_it.refund else "order-cancelled")


async def ask_return(request: Request) -> Response:
    """Ask one parcel's producer to take so many units of its lines back."""
    order_id, secret = _whose(request)
    form = await forms.read_form(request)
    parcel_id = forms.text(form, "parcel", 64)
    at = f"return-{parcel_id}"
    units = {
        name.removeprefix("units-"): forms.whole_number(form, name, 0) for name in form if name.startswith("units-")
    }
    lines = [{"order_line_id": line_id, "quantity": quantity} for line_id, quantity in units.items() if quantity]
    if not lines:
        said = N_("Say how many of something you send back.")
        return await _page(request, wrong(request, said, at=at, given=forms.typed_texts(form)))
    body = {"parcel_id": parcel_id, "lines": lines, "reason": forms.text(form, "reason", _LONGEST_RETURN_REASON)}
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = visitor_of(request).api.ask_return(order_id, body, key, secret)
    then = done(f"/orders/{order_id}", "return-asked")
    return await attempt(request, asked, at=at, form=form, again=_page, then=then)


async def withdraw_return(request: Request) -> Response:
    """Keep the goods after all."""
    order_id, secret = _whose(request)
    form = await forms.read_form(request)
    return_id = forms.text(form, "return", 64)
    asked = visitor_of(request).api.withdraw_return(return_id, secret)
    then = done(f"/orders/{order_id}", "return-withdrawn")
    return await attempt(request, asked, at=f"withdraw-{return_id}", form=form, again=_page, then=then)


async def own(request: Request) -> Response:
    visitor = visitor_of(request)
    if not visitor.is_signed_in:
        return go("/sign-in?next=/orders")
    found = await visitor.api.orders(request.query_params.get("cursor"))
    return page(request, "orders.html", orders=found)


ROUTES = [
    Route("/thank-you/{order_id}", thank_you),
    Route("/orders", own),
    Route("/orders/{order_id}", order),
    Route("/orders/{order_id}/receipt.pdf", receipt_file),
    Route("/orders/{order_id}/cancel", cancel, methods=["POST"]),
    Route("/orders/{order_id}/returns", ask_return, methods=["POST"]),
    Route("/orders/{order_id}/withdraw", withdraw_return, methods=["POST"]),
]
