"""Voting by a link, without an account; and where an organisation's stewards name who votes so."""

from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of, wrong
from storefront.forms import Refused
from storefront.pages import page, shop_of, visitor_of
from storefront.qr import qr_code
from storefront.round_words import N_
from storefront.routes.desk import desk_membership
from storefront.routes.rounds import written_vote
from storefront.shapes.rounds import Part
from storefront.shapes.voting_links import LinkedVoice, NewLink
from storefront.transport import ApiRefused

_LONGEST_LIST = 100_000


async def opened(request: Request) -> Response:
    """A link shows the ballot; it casts nothing by itself, since programs open links too."""
    return await _opened(request, request.query_params.get("token", "")[:128], Refused())


async def _opened(request: Request, token: str, refused: Refused) -> Response:
    visitor = visitor_of(request)
    try:
        voice: LinkedVoice = await visitor.api.find_voting_link(token)
    except ApiRefused as error:
        return page(request, "voting_link_gone.html", status=error.status, message=visitor.refusal(error))
    return page(
        request,
        "round_ballot.html",
        status=refused.status,
        found=await visitor.api.round(voice.round_id),
        part=Part(),
        voice=voice,
        token=token,
        receipt=refused.typed("vote", "receipt") or token_urlsafe(32),
        refused=refused,
    )


async def vote(request: Request) -> Response:
    """Cast a ballot by the link, or change one by its receipt. The receipt is shown at once: no address may hold it."""
    form, api = await forms.read_form(request), visitor_of(request).api
    token, old, typed = forms.text(form, "token", 128), forms.text(form, "old_receipt", 128), forms.typed_texts(form)
    try:
        found = await api.round((await api.find_voting_link(token)).round_id)
    except ApiRefused:
        return await _opened(request, token, Refused())
    body = written_vote(found, form)
    if isinstance(body, str):
        return await _opened(request, token, wrong(request, body, at="vote", given=typed))
    body["receipt"] = old or forms.text(form, "receipt", 128)
    try:
        cast = await (api.change_ballot(found.id, body) if old else api.cast_by_link(body | {"token": token}))
    except ApiRefused as error:
        return await _opened(request, token, refusal_of(request, error, at="vote", given=typed))
    response = page(request, "round_receipt.html", found=found, cast=cast)
    response.headers["Cache-Control"] = "no-store"
    return response


async def named(request: Request) -> Response:
    return await _named(request, Refused())


async def _named(request: Request, refused: Refused) -> Response:
    desk, api = await desk_membership(request), visitor_of(request).api
    found = await api.round(request.path_params["round_id"])
    members = await api.named_members(found.id, desk.id)
    return page(
        request,
        "desk_voting_links.html",
        status=refused.status,
        desk=desk,
        found=found,
        members=members.data,
        refused=refused,
    )


async def name_members(request: Request) -> Response:
    """Name members, one on each line. Their links are shown at once, to be printed or passed on: no address may hold
    them."""
    form, round_id = await forms.read_form(request), request.path_params["round_id"]
    typed = forms.typed_texts(form)
    names = [line.strip() for line in forms.text(form, "names", _LONGEST_LIST).splitlines() if line.strip()]
    if not names:
        return await _named(request, wrong(request, N_("Write at least one name."), at="name", given=typed))
    api = visitor_of(request).api
    try:
        made = await api.name_members(round_id, request.path_params["organisation_id"], names)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _named(request, refusal_of(request, error, at="name", given=typed))
    return await _sheet(request, made.data)


async def renew(request: Request) -> Response:
    form = await forms.read_form(request)
    link_id = forms.text(form, "link", 64)
    try:
        made = await visitor_of(request).api.renew_voting_link(link_id)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _named(request, refusal_of(request, error, at=f"link-{link_id}", given={}))
    return await _sheet(request, (made,))


async def _sheet(request: Request, links: tuple[NewLink, ...]) -> Response:
    visitor, settings = visitor_of(request), shop_of(request).settings
    desk = await desk_membership(request)
    found = await visitor.api.round(request.path_params["round_id"])
    addresses = [(link, f"{settings.storefront_url}/vote?token={link.token}") for link in links]
    sheets = [
        (link, address, qr_code(address, visitor.say(N_("The link as a QR code")))) for link, address in addresses
    ]
    response = page(request, "voting_link_sheet.html", desk=desk, found=found, sheets=sheets)
    response.headers["Cache-Control"] = "no-store"
    return response


async def withdraw(request: Request) -> Response:
    form = await forms.read_form(request)
    link_id = forms.text(form, "link", 64)
    asked = visitor_of(request).api.withdraw_voting_link(link_id)
    organisation_id, round_id = (request.path_params[each] for each in ("organisation_id", "round_id"))
    then = done(f"/desk/{organisation_id}/rounds/{round_id}/links", "voting-link-withdrawn")
    return await attempt(request, asked, at=f"link-{link_id}", form=form, again=_named, then=then)


ROUTES = [
    Route("/vote", opened),
    Route("/vote", vote, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/links", named),
    Route("/desk/{organisation_id}/rounds/{round_id}/links", name_members, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/links/renew", renew, methods=["POST"]),
    Route("/desk/{organisation_id}/rounds/{round_id}/links/withdraw", withdraw, methods=["POST"]),
]
