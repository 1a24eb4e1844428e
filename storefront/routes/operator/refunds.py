"""Refunds, and what to do with those that a buyer's bank did not take."""

from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.operator.gate import operator_api

STATES = ("pending", "returned", "succeeded", "cancelled")


async def refunds(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    state = request.query_params.get("state", "")
    state = state if state in STATES else ""
    found = await api.refunds(state, request.query_params.get("cursor"))
    return page(
        request,
        "operator_refunds.html",
        status=refused.status,
        refunds=found,
        state=state,
        states=STATES,
        refused=refused,
    )


async def retry(request: Request) -> Response:
    """Ask Stripe once more."""
    form = await forms.read_form(request)
    refund_id = forms.text(form, "refund", 64)
    return await _act(request, visitor_of(request).api.retry_refund(refund_id), refund_id, form, "refund-retried")


async def settle(request: Request) -> Response:
    """The market has paid the buyer by bank instead."""
    form = await forms.read_form(request)
    refund_id = forms.text(form, "refund", 64)
    asked = visitor_of(request).api.settle_refund(refund_id, forms.text(form, "reference", 200))
    return await _act(request, asked, refund_id, form, "refund-settled")


async def _act(request: Request, asked: Awaitable[None], refund_id: str, form: FormData, said: str) -> Response:
    then = done(f"/operator/refunds{kept_query(request)}", said)
    return await attempt(request, asked, at=refund_id, form=form, again=_page, then=then)


ROUTES = [
    Route("/operator/refunds", refunds),
    Route("/operator/refunds/retry", retry, methods=["POST"]),
    Route("/operator/refunds/settle", settle, methods=["POST"]),
]
