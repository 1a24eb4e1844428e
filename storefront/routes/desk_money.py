"""An organisation's money: what comes next and why not, payouts, and files of its account to keep."""

import asyncio
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import refusal_of, wrong
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.transport import ApiRefused
from storefront.words import N_

_STATEMENT_FORMATS = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
_INVOICE_FORMATS = ("pdf", "json")


async def money(request: Request) -> Response:
    """The desk's money. Stripe leads people back here, and says so when its link has expired."""
    if request.query_params.get("onboarding") == "again":
        return go(f"/desk/{request.path_params['organisation_id']}/money/account", "onboarding-again")
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    balance, payouts, accounts, invoices, prefinance, fees = await asyncio.gather(
        api.money(desk.id),
        api.payouts(desk.id, request.query_params.get("cursor")),
        api.payout_accounts(desk.id),
        api.invoices(desk.id),
        api.prefinance(desk.id),
        api.own_fee_preview(desk.id),
    )
    today = datetime.now(UTC).date()
    return page(
        request,
        "desk_money.html",
        status=refused.status,
        desk=desk,
        money=balance,
        payouts=payouts,
        accounts=accounts.open,
        invoices=invoices.data,
        prefinance=prefinance.data,
        fees=fees,
        formats=_STATEMENT_FORMATS,
        first_day=refused.typed("statement", "from", today.replace(day=1).isoformat()),
        last_day=refused.typed("statement", "to", today.isoformat()),
        refused=refused,
    )


async def statement(request: Request) -> Response:
    """The account of any days, as a file. People name the last day, the API the day after it."""
    query = request.query_params
    given = {"from": query.get("from", "")[:10], "to": query.get("to", "")[:10]}
    written_as = query.get("format", "")
    first, last = forms.read_day(given["from"]), forms.read_day(given["to"])
    if first is None or last is None or written_as not in _STATEMENT_FORMATS:
        return await _page(
            request, wrong(request, N_("Please choose the first and the last day."), at="statement", given=given)
        )
    try:
        found = await visitor_of(request).api.account_file(
            request.path_params["organisation_id"],
            first_day=first.isoformat(),
            end_day=(last + timedelta(days=1)).isoformat(),
            written_as=written_as,
        )
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _page(request, refusal_of(request, error, at="statement", given=given))
    return passed_on(found)


async def invoice(request: Request) -> Response:
    """The market's commission invoice of a month, as a file."""
    written_as = request.query_params.get("format", "")
    try:
        found = await visitor_of(request).api.invoice_file(
            request.path_params["organisation_id"],
            request.path_params["month"],
            written_as if written_as in _INVOICE_FORMATS else "pdf",
        )
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _page(request, refusal_of(request, error, at="invoices", given={}))
    return passed_on(found)


ROUTES = [
    Route("/desk/{organisation_id}/money", money),
    Route("/desk/{organisation_id}/money/statement", statement),
    Route("/desk/{organisation_id}/money/invoices/{month}", invoice),
]
