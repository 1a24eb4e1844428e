"""Proposing a trade agreement, or the next version of one."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done, refusal_of, wrong
from storefront.amounts import NotAnAmount
from storefront.client import Api
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.parties import NO_PARTY, find_party, name_in
from storefront.proposal import (
    MOST_LINES,
    MOST_PACKAGES,
    MOST_PARTIES,
    asked_of,
    fields_of,
    fits,
    lines_of,
    party_ids,
)
from storefront.routes.desk import desk_membership
from storefront.shapes.agreements import Agreement, AgreementParty
from storefront.transport import ApiRefused
from storefront.words import N_, WORDS

_AT = "propose"
_ONE_SIDE = N_("An agreement needs somebody else beside you.")
_NO_NUMBER = N_("Write amounts such as 12.50, and shares in per cent.")
_TOO_LONG = N_("This agreement is too long for this page. Its next version is proposed over the API.")
_MOST_PRODUCTS = 100


async def proposal(request: Request) -> Response:
    """First with whom; then the whole text."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    amends = request.query_params.get("amends", "")[:64]
    if amends:
        earlier = await api.agreement(amends)
        if not fits(earlier):
            return await _form(request, wrong(request, _TOO_LONG, at="with", given={}), {})
        return await _form(request, Refused(), {**fields_of(earlier), "amends": earlier.id})
    named = [one.strip()[:300] for one in request.query_params.getlist("with") if one.strip()][: MOST_PARTIES - 1]
    found = await asyncio.gather(*(_find(api, name_in(one)) for one in named))
    ids = dict.fromkeys([desk.id, *(one.id for one in found if one is not None)])
    if named and (None in found or len(ids) < 2):
        given = {f"with-{number}": one for number, one in enumerate(named, start=1)}
        message = NO_PARTY if None in found else _ONE_SIDE
        return await _form(request, wrong(request, message, at="with", given=given), {})
    typed = {f"party-{number}": one for number, one in enumerate(ids, start=1)} if named else {}
    return await _form(request, Refused(), typed)


async def propose(request: Request) -> Response:
    """Ask the API, or show more lines."""
    form = await forms.read_form(request)
    typed = forms.typed_texts(form)
    if typed.get("act") == "more":
        return await _form(request, Refused(), typed)
    try:
        body = asked_of(typed)
    except NotAnAmount:
        return await _form(request, wrong(request, _NO_NUMBER, at=_AT, given=typed), typed)
    organisation_id = request.path_params["organisation_id"]
    key = forms.text(form, "key", 64) or forms.new_key()
    try:
        made = await visitor_of(request).api.propose_agreement(organisation_id, body, key)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _form(request, _refused(request, error, typed), typed)
    return done(f"/desk/{organisation_id}/agreements/{made.id}", "agreement-proposed")


def _refused(request: Request, error: ApiRefused, typed: dict[str, str]) -> Refused:
    """What the API refused; of what does not hold together, which part of it."""
    said = WORDS["agreement_problem"].get(str(error.facts.get("problem")))
    if error.code == "agreement_not_sensible" and said:
        return wrong(request, said, at=_AT, given=typed)
    return refusal_of(request, error, at=_AT, given=typed)


async def _form(request: Request, refused: Refused, typed: dict[str, str]) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    earlier = await api.agreement(typed["amends"]) if typed.get("amends") else None
    known = {one.id: one for one in earlier.parties} if earlier else {}
    known.setdefault(desk.id, AgreementParty(desk.id, desk.name, desk.slug, 1))
    found = await asyncio.gather(*(_find(api, one) for one in party_ids(typed) if one not in known))
    known |= {one.id: one for one in found if one is not None}
    parties = [known[one] for one in party_ids(typed) if one in known]
    goods, funds = await asyncio.gather(_goods(api, parties, earlier), api.funds())
    return page(
        request,
        "desk_proposal.html",
        status=refused.status,
        desk=desk,
        parties=parties,
        goods=goods,
        funds=[fund for fund in funds if fund.closed_on is None],
        typed=typed,
        lines=lines_of(typed),
        most_lines=MOST_LINES,
        packages=MOST_PACKAGES,
        key=typed.get("key") or forms.new_key(),
        refused=refused,
    )


async def _find(api: Api, name: str) -> AgreementParty | None:
    found = await find_party(api, name)
    return AgreementParty(found.id, found.name, found.slug or "", 1) if found else None


async def _goods(
    api: Api, parties: list[AgreementParty], earlier: Agreement | None
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What may be chosen, as codes and names: products of the parties and of the earlier version, and categories."""
    catalogue = await asyncio.gather(
        *(api.products({"producer": party.slug, "limit": _MOST_PRODUCTS}) for party in parties)
    )
    cards = [card for found in catalogue for card in found.data]
    products = {f"product {card.id}": f"{card.name} ({card.producer.name})" for card in cards}
    for good in earlier.goods if earlier else ():
        if good.product_id:
            products.setdefault(f"product {good.product_id}", good.name)
    categories = [(f"category {one.code}", one.label or one.code) for one in (await api.categories()).data]
    return sorted(products.items(), key=lambda one: one[1]), categories


_HOME = "/desk/{organisation_id}/agreements/new"
ROUTES = [
    Route(_HOME, proposal),
    Route(_HOME, propose, methods=["POST"]),
]
