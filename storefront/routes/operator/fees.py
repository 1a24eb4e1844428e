"""Fees: what holds, what was proposed, what it would have changed; announcing it and taking it back."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api
from storefront.shapes.fees import FeePreview
from storefront.transport import ApiRefused
from storefront.words import N_

_SHARES = ("market_fee", "dues", "solidarity")
_NO_SHARES = N_("Write shares as per cent, such as 8 or 9.5.")
_NO_DAY = N_("Say from which day on.")


async def fees(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    changes = await api.fee_changes(request.query_params.get("cursor"))
    policy = await api.price_policy()
    return page(
        request,
        "operator_fees.html",
        status=refused.status,
        changes=changes,
        policy=policy,
        key=refused.typed("propose", "key") or forms.new_key(),
        refused=refused,
    )


async def propose(request: Request) -> Response:
    """Shares in per cent, a day and a reason."""
    api = await operator_api(request)
    form = await forms.read_form(request)
    shares = {f"{name}_bps": _basis_points(form, name) for name in _SHARES}
    day = forms.text(form, "valid_from", 10)
    complaint = _NO_SHARES if None in shares.values() else "" if day else _NO_DAY
    given = forms.typed_texts(form)
    if complaint:
        return await _page(request, wrong(request, complaint, at="propose", given=given))
    body = {**shares, "valid_from": day, "reason": forms.text(form, "reason", 500)}
    try:
        change = await api.propose_fees(body, forms.text(form, "key", 64) or forms.new_key())
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _page(request, refusal_of(request, error, at="propose", given=given))
    return done(f"/operator/fees/{change.id}", "fees-proposed")


def _basis_points(form: FormData, name: str) -> int | None:
    """`9,5` is 950. A per cent has two decimals like a euro, and is read like one."""
    try:
        return read_amount(forms.text(form, name, 8), "EUR").amount
    except NotAnAmount:
        return None


async def change(request: Request) -> Response:
    return await _change(request, Refused())


async def _change(request: Request, refused: Refused) -> Response:
    """One change, tried on a month's orders: by default the last that is over."""
    api = await operator_api(request)
    change_id = request.path_params["change_id"]
    found = await api.fee_change(change_id)
    month = request.query_params.get("month", "").strip()[:7]
    preview: FeePreview | None = None
    try:
        preview = await api.fee_preview(change_id, month or None, request.query_params.get("cursor"))
    except ApiRefused as error:
        if error.code != "no_such_month":
            raise
        refused = refusal_of(request, error, at="month", given={"month": month})
    return page(
        request,
        "operator_fee_change.html",
        status=refused.status,
        change=found,
        preview=preview,
        month=month,
        refused=refused,
    )


async def announce(request: Request) -> Response:
    return await _decide(request, "announce", "fees-announced")


async def withdraw(request: Request) -> Response:
    return await _decide(request, "withdraw", "fees-withdrawn")


async def _decide(request: Request, act: str, said: str) -> Response:
    form = await forms.read_form(request)
    change_id = request.path_params["change_id"]
    then = done(f"/operator/fees/{change_id}", said)
    asked = visitor_of(request).api.decide_fees(change_id, act)
    return await attempt(request, asked, at="decide", form=form, again=_change, then=then)


_ONE = "/operator/fees/{change_id}"
ROUTES = [
    Route("/operator/fees", fees),
    Route("/operator/fees", propose, methods=["POST"]),
    Route(_ONE, change),
    Route(f"{_ONE}/announce", announce, methods=["POST"]),
    Route(f"{_ONE}/withdraw", withdraw, methods=["POST"]),
]
