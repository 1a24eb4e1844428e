"""One order's whole story, and what an operator can do: give back, give of the market's own, let money wait."""

from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import go, page, visitor_of
from storefront.routes.operator.gate import operator_api
from storefront.shapes.base import Money
from storefront.shapes.operating import Trace
from storefront.transport import ApiRefused
from storefront.words import N_

_NO_AMOUNT = N_("Write amounts such as 12.50 or 12,50, without a sign.")
_NO_UNITS = N_("Write units as whole numbers.")
_NOTHING_CHOSEN = N_("Choose what goes back.")
_REASON = 200


async def find(request: Request) -> Response:
    """A field for an order's id; with one, on to its story."""
    await operator_api(request)
    wanted = request.query_params.get("id", "").strip()[:64]
    if wanted:
        return go(f"/operator/orders/{quote(wanted, safe='')}")
    return page(request, "operator_orders.html", wanted="", message="")


async def story(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    order_id = request.path_params["order_id"]
    try:
        trace = await api.trace(order_id)
    except ApiRefused as error:
        if error.status != 404:
            raise
        said = visitor_of(request).say("There is no order with this number.")
        return page(request, "operator_orders.html", status=404, wanted=order_id, message=said)
    return page(
        request, "operator_order.html", status=refused.status, trace=trace, key=forms.new_key(), refused=refused
    )


async def refund(request: Request) -> Response:
    """Lines by units or by money, and parcels' shipping. What nobody chose does not go back."""
    api = await operator_api(request)
    order_id = request.path_params["order_id"]
    form = await forms.read_form(request)
    given = _typed(form)
    trace = await api.trace(order_id)
    lines, complaint = _chosen_lines(form, trace)
    known = {one.id for one in trace.parcels}
    parcel_ids = [one for one in form.getlist("parcel") if isinstance(one, str) and one in known]
    complaint = complaint or ("" if lines or parcel_ids else _NOTHING_CHOSEN)
    if complaint:
        return await _page(request, wrong(request, complaint, at="refund", given=given))
    body: dict[str, object] = {
        "lines": lines,
        "parcel_ids": parcel_ids,
        "liable": forms.text(form, "liable", 20),
        "reason": forms.text(form, "reason", _REASON),
        "restock": forms.text(form, "restock", 3) == "yes",
    }
    try:
        await api.refund(order_id, body, forms.text(form, "key", 64) or forms.new_key())
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _page(request, refusal_of(request, error, at="refund", given=given))
    return done(f"/operator/orders/{order_id}", "refund-made")


def _chosen_lines(form: FormData, trace: Trace) -> tuple[list[dict[str, object]], str]:
    """The lines that were ticked or have units or money beside them; and what cannot be read, if anything."""
    lines: list[dict[str, object]] = []
    for line in trace.goods:
        units, amount = forms.text(form, f"units-{line.id}", 10), forms.text(form, f"amount-{line.id}", 30)
        if not (units or amount or forms.text(form, f"give-{line.id}", 3)):
            continue
        wish: dict[str, object] = {"order_line_id": line.id}
        if units:
            # A mistyped number must not become "all that is left".
            if not (units.isascii() and units.isdecimal() and len(units) <= 3):
                return [], _NO_UNITS
            wish["quantity"] = int(units)
        if amount:
            money = _amount(amount, trace.total.currency)
            if money is None:
                return [], _NO_AMOUNT
            wish["amount"] = money.amount
        lines.append(wish)
    return lines, ""


def _typed(form: FormData) -> dict[str, str]:
    """What was typed and ticked; parcels each under a name of its own."""
    ticked = {f"parcel-{one}": "yes" for one in form.getlist("parcel") if isinstance(one, str)}
    return forms.typed_texts(form) | ticked


def _amount(text: str, currency: str) -> Money | None:
    """An amount above nothing, or None."""
    try:
        money = read_amount(text, currency)
    except NotAnAmount:
        return None
    return money if money.amount > 0 else None


async def goodwill(request: Request) -> Response:
    """Something out of the market's own pocket."""
    api = await operator_api(request)
    order_id = request.path_params["order_id"]
    form = await forms.read_form(request)
    trace = await api.trace(order_id)
    money = _amount(forms.text(form, "amount", 30), trace.total.currency)
    if money is None:
        return await _page(request, wrong(request, _NO_AMOUNT, at="goodwill", given=forms.typed_texts(form)))
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = api.give_goodwill(order_id, money.amount, forms.text(form, "reason", _REASON), key)
    then = done(f"/operator/orders/{order_id}", "goodwill-given")
    return await attempt(request, asked, at="goodwill", form=form, again=_page, then=then)


async def hold(request: Request) -> Response:
    """Let what the order earned wait."""
    api = await operator_api(request)
    order_id = request.path_params["order_id"]
    form = await forms.read_form(request)
    asked = api.place_hold({"order_id": order_id}, forms.text(form, "note", _REASON))
    then = done(f"/operator/orders/{order_id}", "hold-placed")
    return await attempt(request, asked, at="hold", form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/orders", find),
    Route("/operator/orders/{order_id}", story),
    Route("/operator/orders/{order_id}/refund", refund, methods=["POST"]),
    Route("/operator/orders/{order_id}/goodwill", goodwill, methods=["POST"]),
    Route("/operator/orders/{order_id}/hold", hold, methods=["POST"]),
]
