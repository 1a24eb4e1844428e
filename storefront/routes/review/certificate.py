"""One certificate under review: the document beside the data, the decision with its reason."""

import asyncio
from datetime import UTC, datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done
from storefront.course import course_of
from storefront.pages import go, page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.transport import ApiRefused

DECISIONS = ("verify", "ask", "reject", "suspend", "lift", "withdraw", "reinstate")
METHODS = ("document", "register_lookup", "call", "visit", "peer")
ANSWERS = ("yes", "no", "not_applicable")
_ANSWER = "answer-"
# What takes a label away: its consequences are shown first.
_HIDING = frozenset({"suspend", "withdraw"})
_BEFORE_A_CERTIFICATE = frozenset({"submitted", "in_review"})
_OPENABLE = frozenset({"application/pdf", "image/png", "image/jpeg", "text/plain"})


async def review(request: Request) -> Response:
    return await _page(request, {}, "", 200)


async def _page(
    request: Request, given: dict[str, str], message: str, status: int, *, needs_sign_in: bool = False
) -> Response:
    desk, today = await desk_membership(request), datetime.now(UTC).date()
    api, certificate_id = visitor_of(request).api, request.path_params["certificate_id"]
    found, said = await asyncio.gather(api.review(certificate_id), api.said_about(certificate_id))
    hiding = [one for one in found.proposals if one.decision in _HIDING]
    effects = await asyncio.gather(*(api.preview(certificate_id, one.decision) for one in hiding))
    return page(
        request,
        "review.html",
        status=status,
        desk=desk,
        proof=found,
        conversation=said.data,
        questions={one.code: one.text for one in found.scheme.checklist},
        effects={one.id: effect for one, effect in zip(hiding, effects, strict=True)},
        course=course_of(found.history, valid_from=found.valid_from, valid_to=found.valid_to, today=today),
        today=today,
        decisions=[one for one in DECISIONS if one in found.possible],
        methods=METHODS,
        answers=ANSWERS,
        is_permittable=found.scheme.provisional is not None and found.state in _BEFORE_A_CERTIFICATE,
        given=given,
        message=message,
        needs_sign_in=needs_sign_in,
    )


async def decide(request: Request) -> Response:
    visitor = visitor_of(request)
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    given = {
        "decision": forms.text(form, "decision", 20),
        "method": forms.text(form, "method", 20),
        "reason_code": forms.text(form, "reason_code", 40),
        "reason": forms.text(form, "reason", 2000),
        "effective_on": forms.text(form, "effective_on", 10),
        "recheck_due_on": forms.text(form, "recheck_due_on", 10),
    }
    body: dict[str, object] = {name: value for name, value in given.items() if value}
    answers = answers_in(form)
    given |= {f"{_ANSWER}{question}": answer for question, answer in answers.items()}
    if given["decision"] in _HIDING and not forms.text(form, "is_seen", 5):
        return await _preview(request, given)
    try:
        decided = await visitor.api.decide(
            request.path_params["certificate_id"],
            {**body, "federation_id": organisation_id, "answers": answers},
        )
    except ApiRefused as error:
        return await _refused(request, given, error)
    return go(f"/review/{organisation_id}", "proposed" if decided.lapses_at else "decided")


async def _preview(request: Request, given: dict[str, str]) -> Response:
    """What would change, before it does: the form again, filled in, to be sent once this was seen."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    certificate_id = request.path_params["certificate_id"]
    found, effect = await asyncio.gather(api.review(certificate_id), api.preview(certificate_id, given["decision"]))
    return page(
        request,
        "review_preview.html",
        desk=desk,
        proof=found,
        effect=effect,
        given=given,
        reason_text=found.reason_words(given["decision"], given["reason_code"]),
        is_by_two=given["decision"] == "withdraw",
    )


def answers_in(form: FormData) -> dict[str, str]:
    """What was answered, by question."""
    return {name.removeprefix(_ANSWER): forms.text(form, name, 20) for name in form if name.startswith(_ANSWER)}


async def say(request: Request) -> Response:
    """Say something to the holder; nothing is decided by it."""
    form = await forms.read_form(request)
    organisation_id, certificate_id = request.path_params["organisation_id"], request.path_params["certificate_id"]
    body = forms.text(form, "words", 4000)
    try:
        await visitor_of(request).api.say_as_federation(certificate_id, organisation_id, body)
    except ApiRefused as error:
        return await _refused(request, {"words": body}, error)
    return done(f"/review/{organisation_id}/{certificate_id}", "said-to-holder")


async def permit(request: Request) -> Response:
    """Let the holder sell under the scheme for a time, before there is a certificate."""
    form = await forms.read_form(request)
    organisation_id, certificate_id = request.path_params["organisation_id"], request.path_params["certificate_id"]
    given = {"permit_reason": forms.text(form, "permit_reason", 2000), "last_day": forms.text(form, "last_day", 10)}
    body = {"federation_id": organisation_id, "reason": given["permit_reason"], "last_day": given["last_day"] or None}
    try:
        await visitor_of(request).api.permit(certificate_id, body)
    except ApiRefused as error:
        return await _refused(request, given, error)
    return done(f"/review/{organisation_id}/{certificate_id}", "permitted")


async def settle_proposal(request: Request) -> Response:
    """A second verifier lets a proposal count, or whoever may leaves it undone."""
    visitor, proposal_id = visitor_of(request), request.path_params["proposal_id"]
    form = await forms.read_form(request)
    is_confirmed = forms.text(form, "act", 10) == "confirm"
    try:
        if is_confirmed:
            await visitor.api.confirm_proposal(proposal_id)
        else:
            await visitor.api.decline_proposal(proposal_id, forms.text(form, "why", 2000))
    except ApiRefused as error:
        return await _refused(request, {}, error)
    return go(f"/review/{request.path_params['organisation_id']}", "decided" if is_confirmed else "declined")


async def _refused(request: Request, given: dict[str, str], error: ApiRefused) -> Response:
    if error.status in {401, 404}:
        raise error
    needs_sign_in = error.code == "fresh_sign_in_needed"
    message = visitor_of(request).refusal_in_full(error)
    return await _page(request, given, message, error.status, needs_sign_in=needs_sign_in)


async def evidence(request: Request) -> Response:
    """A document, as it was handed in. What a browser could run is downloaded, not shown."""
    found = await visitor_of(request).api.evidence(
        request.path_params["certificate_id"], request.path_params["evidence_id"]
    )
    kind = found.media_type.partition(";")[0].strip()
    is_openable = kind in _OPENABLE
    headers = {
        "Content-Disposition": "inline" if is_openable else "attachment",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
        "frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return Response(found.content, media_type=kind if is_openable else "application/octet-stream", headers=headers)


ROUTES = [
    Route("/review/{organisation_id}/{certificate_id}", review),
    Route("/review/{organisation_id}/{certificate_id}", decide, methods=["POST"]),
    Route("/review/{organisation_id}/{certificate_id}/permissions", permit, methods=["POST"]),
    Route("/review/{organisation_id}/{certificate_id}/messages", say, methods=["POST"]),
    Route("/review/{organisation_id}/{certificate_id}/proposals/{proposal_id}", settle_proposal, methods=["POST"]),
    Route("/review/{organisation_id}/{certificate_id}/evidence/{evidence_id}", evidence),
]
