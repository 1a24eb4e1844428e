"""The front page, and the choice of language."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms, language
from storefront.client import Api
from storefront.pages import go, local_path, page, shop_of, visitor_of
from storefront.shapes.catalog import Card
from storefront.shapes.proof import Proof
from storefront.transport import ApiRefused, ApiUnavailable

_LINES = ("agrarian", "enterprise", "indigenous_collective")
_CARDS = 8
_PROOFS = 3
_LANGUAGE_SECONDS = 365 * 86_400


async def home(request: Request) -> Response:
    api = visitor_of(request).api
    catalogue, producers = await asyncio.gather(
        api.products({"sort": "newest", "limit": 24}),
        api.producers({"limit": 60}),
    )
    return page(
        request,
        "home.html",
        is_public=True,
        cards=_one_per_producer(catalogue.data)[:_CARDS],
        proofs=await _newest_proofs(api, catalogue.data),
        lines=[(line, [one for one in producers.data if one.line == line]) for line in _LINES],
        countries=len({one.country for one in producers.data}),
        producer_count=len(producers.data),
    )


def _one_per_producer(cards: Iterable[Card]) -> list[Card]:
    """The cards so ordered that every producer comes once before any comes twice."""
    seen: dict[str, int] = {}
    turns = []
    for card in cards:
        seen[card.producer.id] = seen.get(card.producer.id, 0) + 1
        turns.append((seen[card.producer.id], card))
    return [card for _, card in sorted(turns, key=lambda turn: turn[0])]


async def _newest_proofs(api: Api, cards: Iterable[Card]) -> list[Proof]:
    """The proofs behind these cards' claims, last verified first."""
    ids = list(dict.fromkeys(claim.certificate_id for card in cards for claim in card.claims))[: 2 * _PROOFS]
    answers = await asyncio.gather(*(api.proof(one) for one in ids), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, ApiRefused):
            raise answer
    proofs = [answer for answer in answers if isinstance(answer, Proof) and answer.is_shown and answer.verified]
    return sorted(proofs, key=lambda proof: proof.verified.at if proof.verified else "", reverse=True)[:_PROOFS]


async def choose_language(request: Request) -> Response:
    form = await forms.read_form(request)
    chosen = forms.text(form, "language", 5)
    response = go(local_path(forms.text(form, "next", 500)))
    if chosen in language.ENDONYMS:
        response.set_cookie(
            language.COOKIE,
            chosen,
            max_age=_LANGUAGE_SECONDS,
            secure=shop_of(request).settings.is_https,
            httponly=True,
            samesite="lax",
        )
        await _write_to_me_in(request, chosen)
    return response


async def _write_to_me_in(request: Request, chosen: str) -> None:
    """Who is signed in gets their mails in that language too. The page's language changes all the same."""
    visitor = visitor_of(request)
    if visitor.is_signed_in:
        with suppress(ApiRefused, ApiUnavailable):
            await visitor.api.keep_language(chosen)


async def accessibility(request: Request) -> Response:
    return page(request, "accessibility.html", is_public=True)


ROUTES = [
    Route("/", home),
    Route("/language", choose_language, methods=["POST"]),
    Route("/accessibility", accessibility),
]
