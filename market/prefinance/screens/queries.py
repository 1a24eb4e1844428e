"""SQL of screens, and of the terms that they look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.prefinance.screens.rules import Screen
from models.enums.prefinance import ScreenSide, ScreenUse
from models.prefinance import FundScreen

# What is known of a producer: where and how it works, the values it stands for, and what it sells.
_SUPPLIER = text(
    """
    select 'country:' || o.country from organisation o where o.id = :id
    union select 'line:' || o.line from organisation o where o.id = :id and o.line is not null
    union select 'relation:' || o.relation from organisation o where o.id = :id and o.relation is not null
    union select 'structure:' || o.structure from organisation o where o.id = :id and o.structure is not null
    union select 'sector:' || o.sector from organisation o where o.id = :id and o.sector <> ''
    union select l.term_code from solidarity_link l where l.organisation_id = :id
    union select 'category:' || place.code
          from product p join category_path k on k.code = p.category_code
          cross join lateral unnest(k.path) as place (code)
          where p.producer_id = :id and p.state = 'published'
    """
)


@dataclass(frozen=True)
class ScreenFact:
    """A screen as everybody sees it; `ended_at` None while it holds."""

    id: str
    use: ScreenUse
    side: ScreenSide
    term: str
    reason: str
    set_at: datetime
    ended_at: datetime | None


def list_in_force(session: Session, *, fund_id: str, use: ScreenUse) -> list[Screen]:
    """What a fund screens by now, oldest first."""
    statement = (
        select(FundScreen)
        .where(col(FundScreen.fund_id) == fund_id, col(FundScreen.use) == use, col(FundScreen.ended_at).is_(None))
        .order_by(col(FundScreen.id))
    )
    rows = session.execute(statement).scalars()
    return [Screen(row.id, ScreenSide(row.side), row.term, row.reason) for row in rows]


def list_screens(session: Session, fund_id: str) -> list[ScreenFact]:
    """All of a fund, those in force first, then what ended."""
    statement = (
        select(FundScreen)
        .where(col(FundScreen.fund_id) == fund_id)
        .order_by(col(FundScreen.ended_at).is_not(None), col(FundScreen.id))
        .limit(500)
    )
    return [
        ScreenFact(row.id, ScreenUse(row.use), ScreenSide(row.side), row.term, row.reason, row.set_at, row.ended_at)
        for row in session.execute(statement).scalars()
    ]


def list_terms_of_supplier(session: Session, organisation_id: str) -> list[str]:
    """What screens can say of an organisation: `country:PE`, `relation:worker_coop`, `category:coffee`, the codes of
    the values it stands for."""
    return list(session.execute(_SUPPLIER, {"id": organisation_id}).scalars())


def insert(session: Session, screen: FundScreen) -> None:
    session.add(screen)
    session.flush()


def find_same(session: Session, screen: FundScreen) -> str | None:
    """A screen that says the same and holds."""
    statement = select(col(FundScreen.id)).where(
        col(FundScreen.fund_id) == screen.fund_id,
        col(FundScreen.use) == screen.use,
        col(FundScreen.side) == screen.side,
        col(FundScreen.term) == screen.term,
        col(FundScreen.ended_at).is_(None),
    )
    return session.execute(statement).scalar_one_or_none()


def lock_screen(session: Session, screen_id: str) -> FundScreen | None:
    statement = select(FundScreen).where(col(FundScreen.id) == screen_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()
