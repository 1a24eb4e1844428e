"""Packing slips and address labels, for whoever may send the parcel."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from market.orders.packing.find_parcels import find_all, find_parcel
from market.orders.packing.write_labels import LabelPaper, write_labels
from market.orders.packing.write_slips import write_slips

routes = Routes(prefix="/v1", tags=["orders"])

Paper = Annotated[LabelPaper, Query(description="`a6`: one label on a page; `a4`: four on a sheet, to be cut")]


@routes.get("/parcels/{parcel_id}/packing-slip", policy=(Resource.PARCEL, Action.READ), response_class=Response)
def packing_slip(
    parcel_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, lang: Lang, now: Now
) -> Response:
    """What is in one's own parcel, from whom and for whom, as a tagged PDF without prices: in the buyer's language,
    with yours beside."""
    wanted = expect_id("pcl", parcel_id)
    with database.reading() as session:
        parcel = find_parcel(session, wanted, person_id=caller.person_id, lang=lang)
    content = write_slips([parcel], lang=lang, storefront_url=settings.storefront_url, now=now)
    return _file(content, f"packing-slip-{wanted}.pdf")


@routes.get("/parcels/{parcel_id}/label", policy=(Resource.PARCEL, Action.READ), response_class=Response)
def label(
    parcel_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now, paper: Paper = LabelPaper.A6
) -> Response:
    """The address of one's own parcel, as a tagged PDF in your language."""
    wanted = expect_id("pcl", parcel_id)
    with database.reading() as session:
        parcel = find_parcel(session, wanted, person_id=caller.person_id, lang=lang)
    return _file(write_labels([parcel], paper=paper, lang=lang, now=now), f"label-{wanted}.pdf")


@routes.get(
    "/organisations/{organisation_id}/packing-slips", policy=(Resource.PARCEL, Action.LIST), response_class=Response
)
def packing_slips(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, lang: Lang, now: Now
) -> Response:
    """The slips of everything that waits to be packed in one file, the oldest first; 100 at most."""
    wanted = expect_id("org", organisation_id)
    with database.reading() as session:
        parcels = find_all(session, wanted, person_id=caller.person_id, lang=lang)
    content = write_slips(parcels, lang=lang, storefront_url=settings.storefront_url, now=now)
    return _file(content, f"packing-slips-{now:%Y-%m-%d}.pdf")


@routes.get("/organisations/{organisation_id}/labels", policy=(Resource.PARCEL, Action.LIST), response_class=Response)
def labels(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    lang: Lang,
    now: Now,
    paper: Paper = LabelPaper.A4,
) -> Response:
    """The labels of everything that waits to be packed in one file, in the order of the slips; 100 at most."""
    wanted = expect_id("org", organisation_id)
    with database.reading() as session:
        parcels = find_all(session, wanted, person_id=caller.person_id, lang=lang)
    return _file(write_labels(parcels, paper=paper, lang=lang, now=now), f"labels-{now:%Y-%m-%d}.pdf")


def _file(content: bytes, name: str) -> Response:
    """Somebody's address is in it: nobody keeps a copy on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
