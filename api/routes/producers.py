"""Producers: who makes it, in their own words."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.deps import IdPath, Lang, Now, ReadsDep, SettingsDep, expect_id, signer
from api.pages import PageQuery
from api.policy import Action, Resource
from api.routes.catalog import ShopperDep, page_bytes, read_position
from api.routing import Routes
from api.schemas.catalog import ProducerOut, ProducersOut
from api.schemas.ended_claims import EndedClaimsOut
from market.catalog.pages.ended import read_ended_of_producer
from market.catalog.pages.read import read_producer, read_producers
from models.enums import ProductionLine

routes = Routes(prefix="/v1", tags=["producers"])

_READ = (Resource.PRODUCER, Action.READ)


@routes.get("/producers", policy=_READ, response_model=ProducersOut)
async def list_producers(
    *,
    request: Request,
    reads: ReadsDep,
    settings: SettingsDep,
    shopper: ShopperDep,
    page: PageQuery,
    q: Annotated[
        str | None, Query(max_length=200, description="The beginning of a word of the name, or a place")
    ] = None,
    country: Annotated[list[Annotated[str, Query(pattern="^[A-Z]{2}$")]], Query(default_factory=list, max_length=50)],
    line: Annotated[list[ProductionLine], Query(default_factory=list, max_length=10)],
) -> Response:
    """Producers by name."""
    lines = sorted(str(chosen) for chosen in line)
    cursors = signer(settings, f"producers {q!r} {sorted(country)} {lines}")
    found = await read_producers(
        reads,
        words=q,
        shopper=shopper,
        countries=country,
        lines=lines,
        limit=page.limit,
        after=read_position(cursors, page.cursor),
    )
    return reads.response(page_bytes(found.data, cursors, found.last), request)


@routes.get("/producers/{id_or_slug}", policy=_READ, response_model=ProducerOut)
async def read(id_or_slug: IdPath, request: Request, reads: ReadsDep, shopper: ShopperDep) -> Response:
    """A producer's story, members, federations and claims."""
    return reads.response(await read_producer(reads, expect_id("org", id_or_slug), shopper), request)


@routes.get("/producers/{id_or_slug}/ended-claims", policy=_READ, response_model=EndedClaimsOut)
async def list_ended_claims(id_or_slug: IdPath, request: Request, reads: ReadsDep, lang: Lang, now: Now) -> Response:
    """Labels that goods of a producer carried and that ended within twelve months, as of now; of schemes of which
    nothing that it sells carries a label."""
    return reads.response(await read_ended_of_producer(reads, expect_id("org", id_or_slug), lang=lang, at=now), request)
