"""Whom a federation belongs to, who belongs to it, and which mandates it hands on."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.shapes.networking import Mandate, NetworkMembership

# One request each; whoever has more members reads the rest through the API.
_MOST_MEMBERS = 30


@dataclass(frozen=True)
class HandedOn:
    """A mandate that a member has from this federation."""

    mandate: Mandate
    member: str


async def networks(request: Request) -> Response:
    return await _page(request, Refused())


async def _page(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    memberships, mandates, schemes = await asyncio.gather(
        api.network_memberships(desk.id), api.mandates(desk.id), api.named_schemes()
    )
    members = [one for one in memberships.data if one.holds and one.network_id == desk.id]
    own = [one for one in mandates.data if one.withdrawn_at is None]
    return page(
        request,
        "review_networks.html",
        status=refused.status,
        desk=desk,
        home=f"/review/{desk.id}/networks",
        waiting=[one for one in memberships.data if one.waits_for(desk.id)],
        memberships=[one for one in memberships.data if one.ended_at is None and not one.waits_for(desk.id)],
        ended=[one for one in memberships.data if one.ended_at is not None],
        members=members,
        mandates=own,
        handed_on=await _handed_on(request, members[:_MOST_MEMBERS], {one.id for one in own}),
        schemes={one.id: one.name for one in schemes.data},
        refused=refused,
    )


async def _handed_on(request: Request, members: list[NetworkMembership], own: set[str]) -> list[HandedOn]:
    api = visitor_of(request).api
    found = await asyncio.gather(*(api.mandates(member.member_id) for member in members))
    return [
        HandedOn(mandate, member.member_name)
        for member, mandates in zip(members, found, strict=True)
        for mandate in mandates.data
        if mandate.withdrawn_at is None and mandate.delegated_from in own
    ]


async def propose(request: Request) -> Response:
    """Invite an organisation into this network, or ask to be taken into another."""
    form = await forms.read_form(request)
    own, other = request.path_params["organisation_id"], forms.text(form, "organisation", 64)
    network_id, member_id = (own, other) if forms.text(form, "as", 10) == "network" else (other, own)
    asked = visitor_of(request).api.propose_membership(network_id, member_id)
    return await _act(request, asked, "propose", form, "membership-proposed")


async def answer(request: Request) -> Response:
    """Accept a membership, or end it: decline, leave, put out, take back."""
    form = await forms.read_form(request)
    api, wanted = visitor_of(request).api, forms.text(form, "membership", 64)
    if forms.text(form, "act", 10) == "accept":
        return await _act(request, api.accept_membership(wanted), wanted, form, "membership-accepted")
    return await _act(request, api.end_membership(wanted), wanted, form, "membership-ended")


async def delegate(request: Request) -> Response:
    form = await forms.read_form(request)
    wanted = forms.text(form, "mandate", 64)
    body = {
        "federation_id": forms.text(form, "member", 64),
        "countries": forms.text(form, "countries").upper().split(),
        "categories": forms.text(form, "categories").split(),
    }
    asked = visitor_of(request).api.delegate_mandate(wanted, body)
    return await _act(request, asked, wanted, form, "mandate-delegated")


async def take_back(request: Request) -> Response:
    form = await forms.read_form(request)
    wanted = forms.text(form, "mandate", 64)
    return await _act(request, visitor_of(request).api.take_mandate_back(wanted), wanted, form, "mandate-withdrawn")


async def _act(request: Request, asked: Awaitable[None], at: str, form: FormData, said: str) -> Response:
    then = done(f"/review/{request.path_params['organisation_id']}/networks", said)
    return await attempt(request, asked, at=at, form=form, again=_page, then=then)


ROUTES = [
    Route("/review/{organisation_id}/networks", networks),
    Route("/review/{organisation_id}/networks/propose", propose, methods=["POST"]),
    Route("/review/{organisation_id}/networks/membership", answer, methods=["POST"]),
    Route("/review/{organisation_id}/networks/delegate", delegate, methods=["POST"]),
    Route("/review/{organisation_id}/networks/take-back", take_back, methods=["POST"]),
]
