"""The premium of a producer: four numbers, what it is for, and what members decide and spend."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.premium_words import N_, PREMIUM_WORDS
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.routes.desk_stock import NO_COUNT, whole_count

_COUNTS = ("members", "present", "in_favour")
_NO_USE = N_("Say what it is for.")
_NO_DAY = N_("Say on which day the members decided.")


async def premium(request: Request) -> Response:
    return await _premium(request, Refused())


async def _premium(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    return page(
        request,
        "desk_premium.html",
        status=refused.status,
        desk=desk,
        found=await visitor_of(request).api.premium(desk.id),
        uses=tuple(PREMIUM_WORDS["premium_use"]),
        key=refused.typed("decide", "key") or refused.typed("spend", "key") or forms.new_key(),
        refused=refused,
    )


async def decide(request: Request) -> Response:
    """Write down what members decided to use premium for, with their vote."""
    form = await forms.read_form(request)
    counts = {name: whole_count(form, name) for name in _COUNTS}
    complaint = NO_COUNT if None in counts.values() else _NO_DAY if not forms.text(form, "decided_on", 10) else ""
    body: dict[str, object] = {
        "purpose": forms.text(form, "purpose", 200),
        "decided_on": forms.text(form, "decided_on", 10),
        **counts,
        "is_for_more_cash": bool(forms.text(form, "is_for_more_cash", 1)),
    }
    return await _write(request, form, "decide", body, complaint)


async def spend(request: Request) -> Response:
    """Write down what was spent on a use that members had decided on."""
    form = await forms.read_form(request)
    return await _write(request, form, "spend", {"note": forms.text(form, "note", 200)}, "")


async def _write(request: Request, form: FormData, at: str, body: Mapping[str, object], complaint: str) -> Response:
    """One decision or spending; the form's key is its reference, so that sent twice it is written once."""
    given, currency = forms.typed_texts(form), forms.text(form, "currency", 3)
    use, organisation_id = forms.text(form, "use", 20), request.path_params["organisation_id"]
    try:
        amount = read_amount(forms.text(form, "amount", 20), currency).amount
    except NotAnAmount:
        complaint = NO_AMOUNT
    if not complaint and use not in PREMIUM_WORDS["premium_use"]:
        complaint = _NO_USE
    if complaint:
        return await _premium(request, wrong(request, complaint, at=at, given=given))
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = {"reference": key, "amount": amount, "currency": currency, "use": use, **body}
    api, said = visitor_of(request).api, "premium-decided" if at == "decide" else "premium-spent"
    writing = api.allocate_premium if at == "decide" else api.spend_premium
    then = done(f"/desk/{organisation_id}/money/premium", said)
    return await attempt(request, writing(organisation_id, asked), at=at, form=form, again=_premium, then=then)


_AT = "/desk/{organisation_id}/money/premium"
ROUTES = [
    Route(_AT, premium),
    Route(f"{_AT}/decisions", decide, methods=["POST"]),
    Route(f"{_AT}/spendings", spend, methods=["POST"]),
]
