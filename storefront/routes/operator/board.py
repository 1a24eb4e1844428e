"""The operators' first page: is the money right, and what has to be seen to."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api


async def board(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api = await operator_api(request)
    accounts, violations, statements, alerts = await asyncio.gather(
        api.ledger_accounts(request.query_params.get("cursor")),
        api.ledger_violations(),
        api.statements({"subject": "market"}),
        api.alerts(None),
    )
    return page(
        request,
        "operator.html",
        status=refused.status,
        accounts_page=accounts,
        violations=violations.data,
        statements=statements.data,
        alerts=alerts,
        refused=refused,
    )


async def ask_statement(request: Request) -> Response:
    form = await forms.read_form(request)
    body = {
        "subject": "market",
        "period_start": forms.text(form, "period_start", 10),
        "period_end": forms.text(form, "period_end", 10),
    }
    asked = visitor_of(request).api.ask_statement(body)
    then = done("/operator", "statement-asked")
    return await attempt(request, asked, at="statement", form=form, again=_page, then=then)


ROUTES = [
    Route("/operator", board),
    Route("/operator/statements", ask_statement, methods=["POST"]),
]
