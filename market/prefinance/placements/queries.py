"""SQL of places, and of what funds have there."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.prefinance import FundPlacement, Place

_PLACED = text(
    """
    select p.id as place_id, p.name, p.country, p.terms, p.url, m.currency, sum(m.amount_minor)::bigint as amount_minor
    from fund_placement m join money_place p on p.id = m.place_id
    where m.fund_id = :fund_id
    group by p.id, m.currency having sum(m.amount_minor) <> 0
    order by p.name, p.id
    """
)
_PLACED_THERE = text(
    """
    select coalesce(sum(amount_minor), 0)::bigint from fund_placement where fund_id = :fund_id and place_id = :place_id
    """
)


@dataclass(frozen=True)
class Placed:
    """What of a fund sits in one place; the terms say what the place is."""

    place_id: str
    name: str
    country: str
    terms: tuple[str, ...]
    url: str
    currency: str
    amount_minor: int


def list_placed(session: Session, fund_id: str) -> list[Placed]:
    """Every place that holds money of the fund."""
    return [
        Placed(row.place_id, row.name, row.country, tuple(row.terms), row.url, row.currency, row.amount_minor)
        for row in session.execute(_PLACED, {"fund_id": fund_id})
    ]


def list_places(session: Session) -> list[Place]:
    return list(session.execute(select(Place).order_by(col(Place.name)).limit(500)).scalars())


def find_place(session: Session, place_id: str) -> Place | None:
    return session.get(Place, place_id)


def is_named(session: Session, name: str) -> bool:
    return session.execute(select(col(Place.id)).where(col(Place.name) == name)).first() is not None


def insert(session: Session, row: Place | FundPlacement) -> None:
    session.add(row)
    session.flush()


def get_placed_there(session: Session, *, fund_id: str, place_id: str) -> int:
    return int(session.execute(_PLACED_THERE, {"fund_id": fund_id, "place_id": place_id}).scalar_one())
