"""A fund's steward puts idle money into a place, or takes it back."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import Money
from market.fund.money.queries import get_sums, lock_fund
from market.fund.rounds.queries import get_promised
from market.fund.rounds.stewards import fund_of
from market.ledger.post import post
from market.ledger.rules.prefinance import fund_placed
from market.prefinance.errors import FundOfAnotherCurrency, MoreThanIdle, NoSuchPlace, PlaceIsThere
from market.prefinance.placements import queries
from market.prefinance.screens.apply_screens import require_place_passes
from models.prefinance import FundPlacement, Place


def add_place(session: Session, place: Place, *, now: datetime) -> Place:
    """Name a place with what it is and does. Raises PlaceIsThere."""
    if queries.is_named(session, place.name):
        raise PlaceIsThere()
    queries.insert(session, place)
    detail = {"name": place.name, "terms": " ".join(place.terms)[:500]}
    record_audit(session, action="fund.add_place", actor_id=place.added_by, object_id=place.id, detail=detail, now=now)
    return place


def move_idle(
    session: Session, money: Money, *, fund_id: str, place_id: str, person_id: str, now: datetime
) -> FundPlacement:
    """Put so much there, or take it back when `money` is below zero. Taking back asks no screen; what votes were
    promised stays.

    Raises NoFundOfYours, NoSuchPlace, FundOfAnotherCurrency, ScreenedOut, MoreThanIdle.
    """
    fund = fund_of(session, fund_id, person_id=person_id)
    place = queries.find_place(session, place_id)
    if place is None:
        raise NoSuchPlace()
    if money.currency != fund.currency:
        raise FundOfAnotherCurrency()
    lock_fund(session, fund.id)
    if money.minor > 0:
        require_place_passes(session, fund_id=fund.id, terms=[*place.terms, f"country:{place.country}"])
        sums = get_sums(session, fund)
        movable = max(0, sums.balance.minor - sums.noticed.minor - get_promised(session, fund.id))
    else:
        movable = queries.get_placed_there(session, fund_id=fund.id, place_id=place.id)
    if abs(money.minor) > movable or money.minor == 0:
        raise MoreThanIdle(movable)
    row = FundPlacement(
        fund_id=fund.id,
        place_id=place.id,
        currency=money.currency,
        amount_minor=money.minor,
        moved_by=person_id,
        moved_at=now,
    )
    queries.insert(session, row)
    post(session, fund_placed(row.id, fund.id, fund.account_code, place.id, money, at=now), now=now)
    record_audit(
        session,
        action="fund.place",
        actor_id=person_id,
        object_id=row.id,
        detail={"fund": fund.id, "place": place.id, "amount": f"{money.minor} {money.currency}"},
        now=now,
    )
    return row
