"""The operator's page: is the money right, and what left the house."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.pages import go, page, visitor_of
from storefront.transport import ApiRefused


async def board(request: Request) -> Response:
    return await _page(request, "", 200)


async def _page(request: Request, message: str, status: int) -> Response:
    api = visitor_of(request).api
    me = await api.me()
    if not me.is_operator:
        raise HTTPException(404)
    runs, accounts, violations, statements = await asyncio.gather(
        api.payout_runs(None),
        api.ledger_accounts(request.query_params.get("cursor")),
        api.ledger_violations(),
        api.statements({"subject": "market"}),
    )
    return page(
        request,
        "operator.html",
        status=status,
        runs=runs.data,
        accounts_page=accounts,
        violations=violations.data,
        statements=statements.data,
        key=forms.new_key(),
        message=message,
    )


async def start_run(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    try:
        await visitor.api.start_payout_run(
            forms.text(form, "period", 20), forms.text(form, "key", 64) or forms.new_key()
        )
    except ApiRefused as error:
        if error.status in {401, 403, 404}:
            raise
        return await _page(request, visitor.refusal(error), error.status)
    return go("/operator", "run-started")


async def ask_statement(request: Request) -> Response:
    visitor = visitor_of(request)
    form = await forms.read_form(request)
    body = {
        "subject": "market",
        "period_start": forms.text(form, "period_start", 10),
        "period_end": forms.text(form, "period_end", 10),
    }
    try:
        await visitor.api.ask_statement(body)
    except ApiRefused as error:
        if error.status in {401, 403, 404}:
            raise
        return await _page(request, visitor.refusal(error), error.status)
    return go("/operator", "statement-asked")


ROUTES = [
    Route("/operator", board),
    Route("/operator/payout-runs", start_run, methods=["POST"]),
    Route("/operator/statements", ask_statement, methods=["POST"]),
]
