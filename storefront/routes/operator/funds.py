"""Money of funds that only an operator sees come in or go: places for it, repayments and compensations by bank."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.routes.operator.gate import operator_api

_HOME = "/operator/funds"


async def funds(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    places = await api.money_places()
    return page(request, "operator_funds.html", status=refused.status, places=places.data, refused=refused)


async def name_place(request: Request) -> Response:
    """Name a place that funds may choose."""
    form = await forms.read_form(request)
    body = {
        "name": forms.text(form, "name", 200),
        "country": forms.text(form, "country", 2).upper(),
        "terms": forms.text(form, "terms", 2000).split(),
        "url": forms.text(form, "url", 500),
    }
    asked, then = visitor_of(request).api.name_money_place(body), done(_HOME, "money-place-named")
    return await attempt(request, asked, at="place", form=form, again=_page, then=then)


async def book_repayment(request: Request) -> Response:
    """A producer repaid by bank."""
    form = await forms.read_form(request)
    try:
        amount = read_amount(forms.text(form, "amount", 20), forms.text(form, "currency", 3).upper()).amount
    except NotAnAmount:
        return await _page(request, wrong(request, NO_AMOUNT, at="repayment", given=forms.typed_texts(form)))
    prefinance_id, reference = forms.text(form, "prefinance", 64), forms.text(form, "reference", 200)
    asked = visitor_of(request).api.book_bank_repayment(prefinance_id, amount, reference)
    then = done(_HOME, "bank-booked")
    return await attempt(request, asked, at="repayment", form=form, again=_page, then=then)


async def book_compensation(request: Request) -> Response:
    """A party of an agreement paid into its fund."""
    form = await forms.read_form(request)
    compensation_id, reference = forms.text(form, "compensation", 64), forms.text(form, "reference", 200)
    asked = visitor_of(request).api.book_compensation(compensation_id, reference)
    then = done(_HOME, "bank-booked")
    return await attempt(request, asked, at="compensation", form=form, again=_page, then=then)


ROUTES = [
    Route(_HOME, funds),
    Route(f"{_HOME}/places", name_place, methods=["POST"]),
    Route(f"{_HOME}/repayments", book_repayment, methods=["POST"]),
    Route(f"{_HOME}/compensations", book_compensation, methods=["POST"]),
]
