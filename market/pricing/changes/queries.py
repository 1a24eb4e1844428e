"""SQL of changes of fees and of the schedules that they become."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.pricing import FeeChange, FeeSchedule

_NEXT_VERSION = text("select coalesce(max(version), 0) + 1 from fee_schedule where code = :code")
_END = text(
    """
    update fee_schedule set valid_to = cast(:begins as date) - 1
    where code = :code and valid_from < :begins and (valid_to is null or valid_to >= :begins)
    """
)
_TAKE_AWAY = text("delete from fee_schedule where id = :id returning code, valid_from, valid_to")
_LET_GO_ON = text(
    "update fee_schedule set valid_to = :valid_to where code = :code and valid_to = cast(:begins as date) - 1"
)
_SCHEDULE = """
    select s.id, s.code, s.version, s.market_fee_bps, s.dues_bps, s.solidarity_bps, s.valid_from, s.valid_to,
           c.reason, c.announced_at
    from fee_schedule s
    left join fee_change c on c.schedule_id = s.id
"""
_SCHEDULES = text(f"{_SCHEDULE} order by s.valid_from desc, s.version desc")
_NEXT = text(f"{_SCHEDULE} where s.code = :code and s.valid_from > :today order by s.valid_from, s.version limit 1")
_FEE_TAXES = text(
    """
    select fee, market_country, tax_status, is_domestic, rate_bps, legal_note, is_confirmed, valid_from, valid_to
    from fee_tax_rule
    order by fee, market_country, tax_status, is_domestic, valid_from desc
    """
)
_GOODS_TAXES = text(
    "select country, vat_class, rate_bps, source, valid_from, valid_to from tax_rate "
    "order by country, vat_class, valid_from desc"
)


@dataclass(frozen=True)
class ScheduleView:
    """A fee schedule with the words it was announced with; none for one that came with a file."""

    id: str
    code: str
    version: int
    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int
    valid_from: date
    valid_to: date | None
    reason: str | None
    announced_at: datetime | None


@dataclass(frozen=True)
class FeeTaxView:
    """VAT on what producers are charged, for their tax status."""

    fee: str
    market_country: str
    tax_status: str
    is_domestic: bool
    rate_bps: int
    legal_note: str
    is_confirmed: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class GoodsTaxView:
    """VAT inside the price of a class of goods."""

    country: str
    vat_class: str
    rate_bps: int
    source: str
    valid_from: date
    valid_to: date | None


def insert(session: Session, row: FeeChange | FeeSchedule) -> None:
    session.add(row)
    session.flush()


def find_change(session: Session, change_id: str, *, is_locking: bool = False) -> FeeChange | None:
    statement = select(FeeChange).where(col(FeeChange.id) == change_id)
    return session.execute(statement.with_for_update() if is_locking else statement).scalar_one_or_none()


def list_changes(session: Session, *, before: str | None, limit: int) -> list[FeeChange]:
    """Newest first."""
    statement = select(FeeChange).order_by(col(FeeChange.id).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(FeeChange.id) < before)
    return list(session.execute(statement).scalars())


def find_next(session: Session, code: str, *, today: date) -> ScheduleView | None:
    """The schedule that is announced and begins next."""
    row = session.execute(_NEXT, {"code": code, "today": today}).one_or_none()
    return None if row is None else ScheduleView(**row._mapping)


def next_version(session: Session, code: str) -> int:
    found: int = session.execute(_NEXT_VERSION, {"code": code}).scalar_one()
    return found


def end_before(session: Session, code: str, *, begins: date) -> None:
    """Let the schedule that would hold on that day end the day before."""
    session.execute(_END, {"code": code, "begins": begins})


def take_away(session: Session, schedule_id: str) -> None:
    """Delete a schedule that never began; the one that it would have ended goes on."""
    row = session.execute(_TAKE_AWAY, {"id": schedule_id}).one()
    session.execute(_LET_GO_ON, {"code": row.code, "begins": row.valid_from, "valid_to": row.valid_to})


def list_schedules(session: Session) -> list[ScheduleView]:
    """All that ever were, newest first."""
    return [ScheduleView(**row._mapping) for row in session.execute(_SCHEDULES)]


def list_fee_taxes(session: Session) -> list[FeeTaxView]:
    return [FeeTaxView(**row._mapping) for row in session.execute(_FEE_TAXES)]


def list_goods_taxes(session: Session) -> list[GoodsTaxView]:
    return [GoodsTaxView(**row._mapping) for row in session.execute(_GOODS_TAXES)]
