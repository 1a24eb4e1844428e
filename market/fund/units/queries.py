"""SQL of units, notices and what funds report of a year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.fund_units import FundYear, UnitHolding, UnitIssue, UnitNotice
from models.organisations import Organisation

_ADD = text(
    """
    insert into unit_holding (fund_id, holder_id, units, noticed) values (:fund_id, :holder_id, :units, 0)
    on conflict (fund_id, holder_id) do update set units = unit_holding.units + excluded.units
    """
)
_IS_IT = "(cast(:holder as text) is null or :holder in (o.id, o.slug))"
_HOLDERS = text(
    f"""
    select o.slug, o.name, h.units, h.noticed from unit_holding h join organisation o on o.id = h.holder_id
    where h.fund_id = :fund_id and h.units > 0 and {_IS_IT} order by h.units desc, o.slug limit 1000
    """
)
_YEARS = text(
    """
    select distinct on (year) year, jobs_kept, jobs_created, evidence_url, reported_at from fund_year
    where fund_id = :fund_id order by year desc, reported_at desc, id desc
    """
)
_NOTICES = text(
    f"""
    select n.id, o.slug, n.units, n.given_at, n.payable_from
    from unit_notice n join organisation o on o.id = n.holder_id
    where n.fund_id = :fund_id and n.redeemed_at is null and {_IS_IT} order by n.payable_from, n.id limit 1000
    """
)
_ISSUED = text("select coalesce(sum(units), 0)::bigint from unit_holding where fund_id = :fund_id")


@dataclass(frozen=True)
class Holder:
    """A member and its units; of `noticed` it gave notice."""

    slug: str
    name: str
    units: int
    noticed: int


@dataclass(frozen=True)
class OpenNotice:
    """So many units that the member `slug` gives back, paid from `payable_from` on."""

    id: str
    slug: str
    units: int
    given_at: datetime
    payable_from: datetime


@dataclass(frozen=True)
class ReportedYear:
    """What the fund says of a year, as it said last."""

    year: int
    jobs_kept: int
    jobs_created: int
    evidence_url: str
    reported_at: datetime


def find_organisation(session: Session, name: str) -> str | None:
    """The id of an organisation that is still there, by id or slug."""
    is_it = (col(Organisation.id) == name) | (col(Organisation.slug) == name)
    statement = select(col(Organisation.id)).where(is_it, col(Organisation.archived_at).is_(None))
    return session.execute(statement).scalar_one_or_none()


def find_issue(session: Session, fund_id: str, reference: str) -> UnitIssue | None:
    statement = select(UnitIssue).where(col(UnitIssue.fund_id) == fund_id, col(UnitIssue.reference) == reference)
    return session.execute(statement).scalar_one_or_none()


def write_issue(session: Session, issue: UnitIssue) -> None:
    session.add(issue)
    session.flush()
    values = {"fund_id": issue.fund_id, "holder_id": issue.holder_id, "units": issue.units}
    session.execute(_ADD, values)


def lock_holding(session: Session, fund_id: str, holder_id: str) -> UnitHolding | None:
    statement = (
        select(UnitHolding)
        .where(col(UnitHolding.fund_id) == fund_id, col(UnitHolding.holder_id) == holder_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def find_notice(session: Session, notice_id: str) -> UnitNotice | None:
    return session.execute(
        select(UnitNotice).where(col(UnitNotice.id) == notice_id).execution_options(populate_existing=True)
    ).scalar_one_or_none()


def insert(session: Session, row: UnitNotice | FundYear) -> None:
    session.add(row)
    session.flush()


def get_issued(session: Session, fund_id: str) -> int:
    """How many units members have."""
    return int(session.execute(_ISSUED, {"fund_id": fund_id}).scalar_one())


def list_holders(session: Session, fund_id: str, *, holder: str | None = None) -> list[Holder]:
    """Who holds units, most first."""
    asked = {"fund_id": fund_id, "holder": holder}
    return [Holder(**row._mapping) for row in session.execute(_HOLDERS, asked)]


def list_years(session: Session, fund_id: str) -> list[ReportedYear]:
    """The years a fund reported on, newest first."""
    return [ReportedYear(**row._mapping) for row in session.execute(_YEARS, {"fund_id": fund_id})]


def list_open_notices(session: Session, fund_id: str, *, holder: str | None = None) -> list[OpenNotice]:
    """Notices that wait to be paid, the first to be due first."""
    asked = {"fund_id": fund_id, "holder": holder}
    return [OpenNotice(**row._mapping) for row in session.execute(_NOTICES, asked)]
