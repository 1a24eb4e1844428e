"""What a fund lets its money be used for: terms of prefinance, screens, and where idle money sits."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.idempotency import IdempotentDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import money_out
from api.schemas.prefinance import (
    LendingOut,
    PlacedOut,
    PlaceIn,
    PlacementIn,
    PlaceOut,
    PlacesOut,
    ScreenIn,
    ScreenOut,
    TermsIn,
    TermsOut,
)
from kit.money import Money
from market.prefinance.placements.move_idle import add_place, move_idle
from market.prefinance.placements.queries import list_places
from market.prefinance.read_lending import Lending, read_lending
from market.prefinance.screens.set_screen import NewScreen, add_screen, end_screen
from market.prefinance.set_terms import set_terms
from models.prefinance import Place

routes = Routes(prefix="/v1", tags=["lending"])


def _out(lending: Lending) -> LendingOut:
    return LendingOut(
        fund_id=lending.fund_id,
        fund_name=lending.fund_name,
        currency=lending.currency,
        terms=None if lending.terms is None else TermsOut.of(lending.terms),
        lent=money_out(lending.lent_minor, lending.currency),
        screens=[ScreenOut.of(screen) for screen in lending.screens],
        placements=[PlacedOut.of(placed) for placed in lending.placed],
    )


@routes.get("/funds/{fund_id}/lending", policy=(Resource.LENDING, Action.READ))
def read(fund_id: IdPath, database: DatabaseDep) -> LendingOut:
    """For everybody: a fund's terms, its screens with their reasons, what it has lent, and each place of its money."""
    with database.reading() as session:
        return _out(read_lending(session, expect_id("fnd", fund_id)))


@routes.put("/funds/{fund_id}/prefinance-terms", policy=(Resource.LENDING, Action.UPDATE))
def put_terms(fund_id: IdPath, body: TermsIn, caller: CallerDep, database: DatabaseDep, now: Now) -> TermsOut:
    """As a steward of whoever owns the fund, say by which terms it gives prefinance from now on."""
    assert caller.person_id is not None
    with database.transaction() as session:
        terms = set_terms(
            session,
            fund_id=expect_id("fnd", fund_id),
            share_cap_bps=body.share_cap_bps,
            interest_cap_bps=body.interest_cap_bps,
            person_id=caller.person_id,
            now=now,
        )
        return TermsOut.of(terms)


@routes.post("/funds/{fund_id}/screens", policy=(Resource.LENDING, Action.UPDATE), status_code=201)
def screen(fund_id: IdPath, body: ScreenIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ScreenOut:
    """As a steward of whoever owns the fund, keep its money out of something, or let it into something only."""
    assert caller.person_id is not None
    wanted = NewScreen(use=body.use, side=body.side, term=body.term, reason=body.reason)
    with database.transaction() as session:
        made = add_screen(session, wanted, fund_id=expect_id("fnd", fund_id), person_id=caller.person_id, now=now)
        return ScreenOut.of(made)


@routes.post("/screens/{screen_id}/end", policy=(Resource.LENDING, Action.UPDATE))
def end(screen_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> ScreenOut:
    """As a steward of whoever owns the fund, let a screen hold no more."""
    assert caller.person_id is not None
    with database.transaction() as session:
        ended = end_screen(session, screen_id=expect_id("fsc", screen_id), person_id=caller.person_id, now=now)
        return ScreenOut.of(ended)


@routes.get("/money-places", policy=(Resource.LENDING, Action.READ))
def places(database: DatabaseDep) -> PlacesOut:
    """Every place that funds may choose among, with what it is."""
    with database.reading() as session:
        return PlacesOut(data=[PlaceOut.of(place) for place in list_places(session)])


@routes.post("/money-places", policy=(Resource.LENDING, Action.CREATE), status_code=201)
def name_place(body: PlaceIn, caller: CallerDep, database: DatabaseDep, now: Now) -> PlaceOut:
    """As an operator, name a place that funds may choose."""
    assert caller.person_id is not None
    place = Place(
        name=body.name, country=body.country, terms=body.terms, url=body.url, added_by=caller.person_id, created_at=now
    )
    with database.transaction() as session:
        return PlaceOut.of(add_place(session, place, now=now))


@routes.post(
    "/funds/{fund_id}/placements",
    policy=(Resource.LENDING, Action.UPDATE),
    status_code=201,
    response_model=LendingOut,
)
def place_money(
    fund_id: IdPath,
    body: PlacementIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """As a steward of whoever owns the fund, put idle money into a place that its screens let pass, or take it back."""
    assert caller.person_id is not None
    wanted = expect_id("fnd", fund_id)
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        move_idle(
            session,
            Money(body.amount, body.currency),
            fund_id=wanted,
            place_id=expect_id("plc", body.place_id),
            person_id=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, _out(read_lending(session, wanted)))
