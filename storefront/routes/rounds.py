"""Votes on a fund's money: what everybody reads, how one votes, and what members of organisations do in them."""

from secrets import token_urlsafe

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.round_words import N_
from storefront.routes.desk_goods import NO_AMOUNT
from storefront.shapes.rounds import OwnBallot, Part, Round
from storefront.transport import ApiRefused

_MOST_POINTS = 5
_NOT_IN_ORDER = N_("Give every place once: 1, 2, 3 and so on.")
_NO_NUMBER = N_("Points and places are whole numbers.")
_CHOOSE_WHO = N_("Please say whose vote this is.")


async def rounds(request: Request) -> Response:
    found = await visitor_of(request).api.rounds(request.query_params.get("cursor"))
    return page(request, "rounds.html", is_public=True, found=found)


async def one_round(request: Request) -> Response:
    return await _round(request, Refused())


async def _round(request: Request, refused: Refused) -> Response:
    found, part = await _read(request)
    return page(
        request,
        "round.html",
        status=refused.status,
        found=found,
        part=part,
        key=refused.typed("propose", "key") or forms.new_key(),
        refused=refused,
    )


async def minutes(request: Request) -> Response:
    """What was decided, by how many, by which rule, who got what, and what was shown of it."""
    found = await visitor_of(request).api.round(request.path_params["round_id"])
    return page(request, "round_minutes.html", is_public=True, found=found)


async def ballot(request: Request) -> Response:
    return await _ballot(request, Refused())


async def _ballot(request: Request, refused: Refused) -> Response:
    found, part = await _read(request)
    return page(
        request,
        "round_ballot.html",
        status=refused.status,
        found=found,
        part=part,
        receipt=refused.typed("vote", "receipt") or token_urlsafe(32),
        refused=refused,
    )


async def vote(request: Request) -> Response:
    """Cast a ballot, or change one by its receipt. The receipt is shown at once: no address may hold it."""
    form, (found, part) = await forms.read_form(request), await _read(request)
    api, old = visitor_of(request).api, forms.text(form, "old_receipt", 128)
    typed = forms.typed_texts(form)
    body = written_vote(found, form)
    if isinstance(body, str):
        return await _ballot(request, wrong(request, body, at="vote", given=typed))
    if not old and found.votes_by == "organisation":
        voter = forms.text(form, "voter", 64) or (part.to_cast[0].voter_id if len(part.to_cast) == 1 else "")
        if not voter:
            return await _ballot(request, wrong(request, _CHOOSE_WHO, at="vote", given=typed))
        body["organisation_id"] = voter
    body["receipt"] = old or forms.text(form, "receipt", 128)
    try:
        cast = await (api.change_ballot(found.id, body) if old else api.cast_ballot(found.id, body))
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _ballot(request, refusal_of(request, error, at="vote", given=typed))
    response = page(request, "round_receipt.html", found=found, cast=cast)
    response.headers["Cache-Control"] = "no-store"
    return response


async def own_ballot(request: Request) -> Response:
    """Show somebody their ballot by its receipt."""
    form, found = await forms.read_form(request), await visitor_of(request).api.round(request.path_params["round_id"])
    own: OwnBallot | None = None
    refused = Refused()
    try:
        own = await visitor_of(request).api.find_ballot(found.id, forms.text(form, "receipt", 128))
    except ApiRefused as error:
        refused = refusal_of(request, error, at="find", given={})
    response = page(request, "round_own.html", status=refused.status, found=found, own=own, refused=refused)
    response.headers["Cache-Control"] = "no-store"
    return response


def written_vote(found: Round, form: FormData) -> dict[str, object] | str:
    """The vote as the form says it, or what is wrong with it."""
    on_ballot = [each.id for each in found.on_ballot]
    if found.ballot == "approval":
        chosen = {each for each in form.getlist("choice") if isinstance(each, str)}
        return {"choices": [each for each in on_ballot if each in chosen]}
    numbers = {each: _number(forms.text(form, f"number-{each}", _MOST_POINTS)) for each in on_ballot}
    if any(number is None for number in numbers.values()):
        return _NO_NUMBER
    given = {each: number for each, number in numbers.items() if number}
    if found.ballot == "cumulative":
        return {"choices": list(given), "points": list(given.values())}
    ordered = sorted(given, key=lambda each: given[each])
    if [given[each] for each in ordered] != list(range(1, len(ordered) + 1)):
        return _NOT_IN_ORDER
    return {"choices": ordered}


def _number(text: str) -> int | None:
    """Nothing is 0; what is no whole number is None."""
    if not text:
        return 0
    return int(text) if text.isdecimal() and text.isascii() else None


async def propose(request: Request) -> Response:
    form, round_id = await forms.read_form(request), request.path_params["round_id"]
    found = await visitor_of(request).api.round(round_id)
    try:
        cost = read_amount(forms.text(form, "cost", 20), found.budget.currency)
    except NotAnAmount:
        return await _round(request, wrong(request, NO_AMOUNT, at="propose", given=forms.typed_texts(form)))
    body: dict[str, object] = {
        "organisation_id": forms.text(form, "organisation", 64),
        "title": forms.text(form, "title", 200),
        "body": forms.text(form, "body", 5000),
        "language": visitor_of(request).language,
        "cost": cost.amount,
        "names_agreed_by": forms.text(form, "names_agreed_by", 500),
    }
    asked = visitor_of(request).api.propose(round_id, body, forms.text(form, "key", 64) or forms.new_key())
    return await attempt(
        request, asked, at="propose", form=form, again=_round, then=_back(round_id, "proposed-to-round")
    )


async def withdraw(request: Request) -> Response:
    form, round_id = await forms.read_form(request), request.path_params["round_id"]
    proposal_id = forms.text(form, "proposal", 64)
    asked = visitor_of(request).api.withdraw_proposal(proposal_id)
    then = _back(round_id, "proposal-withdrawn")
    return await attempt(request, asked, at=f"proposal-{proposal_id}", form=form, again=_round, then=then)


async def object_to(request: Request) -> Response:
    form, round_id = await forms.read_form(request), request.path_params["round_id"]
    asked = visitor_of(request).api.object_to(round_id, forms.text(form, "reason", 5000))
    return await attempt(request, asked, at="object", form=form, again=_round, then=_back(round_id, "objected"))


async def prove(request: Request) -> Response:
    form, round_id = await forms.read_form(request), request.path_params["round_id"]
    grant_id = forms.text(form, "grant", 64)
    fields = {"title": forms.text(form, "title", 200), "note": forms.text(form, "note", 5000)}
    asked = visitor_of(request).api.prove_grant(grant_id, await forms.file(form, "file"), fields)
    then = _back(round_id, "grant-proved")
    return await attempt(request, asked, at=f"prove-{grant_id}", form=form, again=_round, then=then)


async def ballots_file(request: Request) -> Response:
    api = visitor_of(request).api
    return passed_on(await api.ballots_file(request.path_params["round_id"], request.query_params.get("count")))


async def document(request: Request) -> Response:
    return passed_on(await visitor_of(request).api.grant_document(request.path_params["grant_id"]))


async def _read(request: Request) -> tuple[Round, Part]:
    visitor, round_id = visitor_of(request), request.path_params["round_id"]
    found = await visitor.api.round(round_id)
    return found, await visitor.api.own_part(round_id) if visitor.is_signed_in else Part()


def _back(round_id: str, said: str) -> Response:
    return done(f"/rounds/{round_id}", said)


ROUTES = [
    Route("/rounds", rounds),
    Route("/rounds/{round_id}", one_round),
    Route("/rounds/{round_id}/minutes", minutes),
    Route("/rounds/{round_id}/ballot", ballot),
    Route("/rounds/{round_id}/ballot", vote, methods=["POST"]),
    Route("/rounds/{round_id}/own-ballot", own_ballot, methods=["POST"]),
    Route("/rounds/{round_id}/ballots.pb", ballots_file),
    Route("/rounds/{round_id}/proposals", propose, methods=["POST"]),
    Route("/rounds/{round_id}/withdraw", withdraw, methods=["POST"]),
    Route("/rounds/{round_id}/objections", object_to, methods=["POST"]),
    Route("/rounds/{round_id}/proof", prove, methods=["POST"]),
    Route("/rounds/documents/{grant_id}", document),
]
