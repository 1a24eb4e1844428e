"""Where an organisation's money goes: its stewards open an account, answer Stripe's questions, close it."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of
from storefront.forms import Refused
from storefront.pages import page, shop_of, trusted, visitor_of
from storefront.routes.desk import desk_membership
from storefront.shapes.payout_account import things_asked
from storefront.transport import ApiRefused

_BANK = {"holder_name": 200, "iban": 60, "account_number": 60, "bic": 20, "bank_name": 200}


async def account(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    accounts, balance = await asyncio.gather(api.payout_accounts(desk.id), api.money(desk.id))
    has_one = any(one.currency == balance.currency for one in accounts.open)
    return page(
        request,
        "desk_account.html",
        status=refused.status,
        desk=desk,
        is_steward=desk.role == "steward",
        rail=accounts.new_account,
        accounts=accounts.data,
        has_open=bool(accounts.open),
        asked={one.id: things_asked(one.requirements) for one in accounts.data},
        currency="" if has_one else balance.currency,
        key=forms.new_key(),
        refused=refused,
    )


async def open_account(request: Request) -> Response:
    """An account at a bank, or one at Stripe, whose page comes next."""
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    body: dict[str, object] = {"currency": forms.text(form, "currency", 3).upper()}
    if forms.text(form, "rail", 20) == "manual_bank":
        bank = {name: forms.text(form, name, limit) for name, limit in _BANK.items()}
        body["bank"] = {name: value for name, value in bank.items() if value}
    key = forms.text(form, "key", 64) or forms.new_key()
    try:
        opened = await visitor_of(request).api.open_payout_account(organisation_id, body, key)
    except ApiRefused as error:
        if error.status == 401:
            raise
        refused = refusal_of(request, error, at="open", given=forms.typed_texts(form))
        return await _page(request, _with_field(refused, error))
    if opened.rail == "stripe_connect":
        return await _to_stripe(request, opened.id)
    return done(_here(request), "account-opened")


def _with_field(refused: Refused, error: ApiRefused) -> Refused:
    """What cannot be a bank account is marked at its field; why, the API says in English."""
    field, reason = error.facts.get("field"), error.facts.get("reason")
    if not isinstance(field, str) or not isinstance(reason, str):
        return refused
    return Refused(refused.at, refused.message, refused.status, refused.code, refused.given, {field: reason})


async def onboard(request: Request) -> Response:
    """On to the page where Stripe asks what it has to know."""
    form = await forms.read_form(request)
    return await _to_stripe(request, forms.text(form, "account", 64))


async def _to_stripe(request: Request, account_id: str) -> Response:
    try:
        link = await visitor_of(request).api.onboarding_link(request.path_params["organisation_id"], account_id)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _page(request, refusal_of(request, error, at=f"account-{account_id}", given={}))
    return RedirectResponse(trusted(link.url, shop_of(request).settings.onboarding_origins), status_code=303)


async def refresh(request: Request) -> Response:
    """Look at Stripe how the account stands."""
    form = await forms.read_form(request)
    account_id = forms.text(form, "account", 64)
    asked = visitor_of(request).api.refresh_payout_account(request.path_params["organisation_id"], account_id)
    then = done(_here(request), "account-refreshed")
    return await attempt(request, asked, at=f"account-{account_id}", form=form, again=_page, then=then)


async def close(request: Request) -> Response:
    form = await forms.read_form(request)
    account_id = forms.text(form, "account", 64)
    asked = visitor_of(request).api.close_payout_account(request.path_params["organisation_id"], account_id)
    then = done(_here(request), "account-closed")
    return await attempt(request, asked, at=f"account-{account_id}", form=form, again=_page, then=then)


def _here(request: Request) -> str:
    return f"/desk/{request.path_params['organisation_id']}/money/account"


_PATH = "/desk/{organisation_id}/money/account"
ROUTES = [
    Route(_PATH, account),
    Route(_PATH, open_account, methods=["POST"]),
    Route(f"{_PATH}/onboarding", onboard, methods=["POST"]),
    Route(f"{_PATH}/refresh", refresh, methods=["POST"]),
    Route(f"{_PATH}/close", close, methods=["POST"]),
]
