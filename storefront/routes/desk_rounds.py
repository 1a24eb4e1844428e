"""Holding votes on a fund's money: for the stewards of the organisation that it belongs to."""

import re
from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.round_words import N_
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.transport import ApiRefused

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_NO_MOMENT = N_("Write a moment like this: 2026-11-25T18:00.")
_TIMES = ("proposals_open_at", "voting_opens_at", "closes_at")
_METHODS = {
    "equal_shares": {"rule": "equal_shares", "completion": "add1u"},
    "greedy": {"rule": "greedy"},
}


async def own_rounds(request: Request) -> Response:
    return await _own_rounds(request, Refused())


async def _own_rounds(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    found = await visitor_of(request).api.own_rounds(desk.id)
    return page(
        request,
        "desk_rounds.html",
        status=refused.status,
        desk=desk,
        found=found,
        key=refused.typed("draft", "key") or forms.new_key(),
        refused=refused,
    )


async def draft(request: Request) -> Response:
    """Write down what a vote will ask."""
    form = await forms.read_form(request)
    fund_id, _, currency = forms.text(form, "fund", 80).partition(" ")
    typed = forms.typed_texts(form)
    try:
        budget = read_amount(forms.text(form, "budget", 20), currency)
    except (NotAnAmount, KeyError):
        return await _own_rounds(request, wrong(request, NO_AMOUNT, at="draft", given=typed))
    if any(_MOMENT.fullmatch(forms.text(form, name, 16)) is None for name in _TIMES):
        return await _own_rounds(request, wrong(request, _NO_MOMENT, at="draft", given=typed))
    body = _asked(request, form) | {"budget": {"amount": budget.amount, "currency": budget.currency}}
    try:
        made = await visitor_of(request).api.draft_round(fund_id, body, forms.text(form, "key", 64) or forms.new_key())
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _own_rounds(request, refusal_of(request, error, at="draft", given=typed))
    return done(f"/desk/{request.path_params['organisation_id']}/rounds/{made.id}", "round-drafted")


def _asked(request: Request, form: FormData) -> dict[str, object]:
    ballot = forms.text(form, "ballot", 20)
    body_id = forms.text(form, "electorate_id", 64)
    asked: dict[str, object] = {
        "title": forms.text(form, "title", 200),
        "body": forms.text(form, "body", 5000),
        "language": visitor_of(request).language,
        "ballot": ballot,
        "max_choices": forms.whole_number(form, "max_choices", 1),
        "method": _METHODS.get(forms.text(form, "rule", 20), _METHODS["equal_shares"]),
        "electorate": forms.text(form, "electorate", 20),
        "votes_by": forms.text(form, "votes_by", 20) or "person",
        "quorum_count": forms.whole_number(form, "quorum_count", 1),
        "quorum_share_bps": forms.whole_number(form, "quorum_percent", 0) * 100,
        "appeal_hours": forms.whole_number(form, "appeal_days", 7) * 24,
    }
    asked |= {name: f"{forms.text(form, name, 16)}:00Z" for name in _TIMES}
    asked |= {"electorate_id": body_id} if body_id else {}
    asked |= {"max_points": forms.whole_number(form, "max_points", 10)} if ballot == "cumulative" else {}
    for name in ("bought_from", "bought_until"):
        day = forms.text(form, name, 10)
        asked |= {name: f"{day}T00:00:00Z"} if day else {}
    return asked


async def hold(request: Request) -> Response:
    return await _hold(request, Refused())


async def _hold(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    found = await visitor_of(request).api.round(request.path_params["round_id"])
    return page(request, "desk_round.html", status=refused.status, desk=desk, found=found, refused=refused)


async def announce(request: Request) -> Response:
    asked = visitor_of(request).api.announce_round(request.path_params["round_id"])
    return await _act(request, asked, "announce", "round-announced")


async def take_back(request: Request) -> Response:
    asked = visitor_of(request).api.take_back_round(request.path_params["round_id"])
    return await _act(request, asked, "announce", "round-taken-back")


async def approve(request: Request) -> Response:
    asked = visitor_of(request).api.approve_result(request.path_params["round_id"])
    return await _act(request, asked, "approve", "result-approved")


async def answer(request: Request) -> Response:
    """Answer an objection."""
    form = await forms.read_form(request)
    objection_id, outcome = forms.text(form, "objection", 64), forms.text(form, "outcome", 20)
    body: dict[str, object] = {"outcome": outcome, "answer": forms.text(form, "answer", 5000)}
    if outcome == "recount":
        body["proposal_id"] = forms.text(form, "proposal", 64)
    asked = visitor_of(request).api.answer_objection_to_result(objection_id, body)
    return await attempt(
        request,
        asked,
        at=f"objection-{objection_id}",
        form=form,
        again=_hold,
        then=_back(request, "objection-answered"),
    )


async def pay(request: Request) -> Response:
    """Book a winner's money out of the fund."""
    form = await forms.read_form(request)
    grant_id = forms.text(form, "grant", 64)
    asked = visitor_of(request).api.pay_grant(grant_id)
    then = _back(request, "grant-paid")
    return await attempt(request, asked, at=f"grant-{grant_id}", form=form, again=_hold, then=then)


async def _act(request: Request, asked: Awaitable[object], at: str, said: str) -> Response:
    form = await forms.read_form(request)
    return await attempt(request, asked, at=at, form=form, again=_hold, then=_back(request, said))


def _back(request: Request, said: str) -> Response:
    return done(f"/desk/{request.path_params['organisation_id']}/rounds/{request.path_params['round_id']}", said)


ROUTES = [
    Route("/desk/{organisation_id}/rounds", own_rounds),
    Route("/desk/{organisation_id}/rounds", draft, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}", hold),
    Route("/desk/{organisation_id}/rounds/{round_id}/announce", announce, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/take-back", take_back, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/approve", approve, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/answer", answer, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/pay", pay, methods=["POST"]),
]
