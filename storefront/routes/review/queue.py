"""What a federation has to look at: by age, by what runs out, by scheme and country; one decision about several."""

import asyncio
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import refusal_of
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.review.certificate import ANSWERS, METHODS, answers_in
from storefront.shapes.proof import Question
from storefront.shapes.verifying import RefusedDecision
from storefront.transport import ApiRefused

VIEWS = ("waiting", "renewals", "ending", "recheck", "standing")
SPANS = (90, 30, 7)
IN_BULK = ("verify", "ask", "reject")
_LOOKING_AHEAD = frozenset({"ending", "recheck"})
_TO_ANSWER = frozenset({"waiting", "renewals"})
# As many as one can be sure to have looked at.
_PAGE = 50


async def queue(request: Request) -> Response:
    return await _page(request, Refused(), [])


async def _page(request: Request, refused: Refused, picked: list[str]) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    chosen = _chosen(request)
    query = {**chosen, "limit": _PAGE, "cursor": request.query_params.get("cursor")}
    found, summary, proposals = await asyncio.gather(
        api.verification_queue(desk.id, query),
        api.queue_summary(desk.id, int(chosen["within"] or 0)),
        api.waiting_proposals(desk.id),
    )
    # Several are decided about at once only where one scheme was chosen: its questions are answered once.
    is_choosing = chosen["scheme"] is not None and chosen["view"] in _TO_ANSWER and bool(found.data)
    home = f"/review/{desk.id}"
    return page(
        request,
        "review_queue.html",
        status=refused.status,
        desk=desk,
        queue=found,
        summary=summary,
        proposals=proposals.data,
        chosen=chosen,
        views=VIEWS,
        spans=SPANS,
        is_looking_ahead=chosen["view"] in _LOOKING_AHEAD,
        is_choosing=is_choosing,
        questions=await _checklist(request, chosen["scheme"]) if is_choosing else (),
        decisions=IN_BULK,
        methods=METHODS,
        answers=ANSWERS,
        picked=picked,
        key=refused.given.get("key") or forms.new_key(),
        home=home,
        here_query=_query({**chosen, "cursor": request.query_params.get("cursor")}),
        address=lambda **changes: home + _query({**chosen, **changes}),
        refused=refused,
    )


async def _checklist(request: Request, scheme: str | None) -> tuple[Question, ...]:
    found = await visitor_of(request).api.asking_schemes()
    return next((one.checklist for one in found.data if one.code == scheme), ())


async def decide_several(request: Request) -> Response:
    """One decision about all that were ticked; the page tells what became of each."""
    form = await forms.read_form(request)
    desk = await desk_membership(request)
    picked = [one[:64] for one in form.getlist("certificate") if isinstance(one, str)]
    try:
        told = await visitor_of(request).api.review_in_bulk(desk.id, _body(form, picked), forms.text(form, "key", 64))
    except ApiRefused as error:
        if error.status == 401:
            raise
        refused = refusal_of(request, error, at="several", given=forms.typed_texts(form))
        return await _page(request, refused, picked)
    return page(
        request,
        "review_several.html",
        desk=desk,
        told=told,
        why_not={one.certificate_id: _why_not(request, one.refused) for one in told.data if one.refused},
        back=f"/review/{desk.id}{_query(_chosen(request))}",
    )


def _why_not(request: Request, refused: RefusedDecision) -> str:
    return visitor_of(request).refusal(ApiRefused(409, refused.code, refused.title))


def _body(form: FormData, picked: list[str]) -> dict[str, object]:
    texts = {name: forms.text(form, name, 2000) for name in ("decision", "method", "reason_code", "reason")}
    given: dict[str, object] = {name: value for name, value in texts.items() if value}
    return {**given, "certificate_ids": picked, "answers": answers_in(form)}


def _chosen(request: Request) -> dict[str, str | None]:
    """What the address asks for, as far as there is such a choice."""
    asked = request.query_params
    view, within, country = asked.get("view", ""), asked.get("within", ""), asked.get("country", "")
    return {
        "view": view if view in VIEWS else VIEWS[0],
        "within": within if within in map(str, SPANS) else str(SPANS[0]),
        "scheme": asked.get("scheme", "")[:64] or None,
        "country": country if len(country) == 2 and country.isascii() and country.isupper() else None,
    }


def _query(chosen: dict[str, str | None]) -> str:
    return f"?{urlencode({name: value for name, value in chosen.items() if value})}"


ROUTES = [
    Route("/review/{organisation_id}", queue),
    Route("/review/{organisation_id}/several", decide_several, methods=["POST"]),
]
