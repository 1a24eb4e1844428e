"""Rows of schemes, and of what became of their facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.schemes.rules import Change, FactValue, SchemeOnFile
from models.certification import Scheme
from models.enums import AssuranceClass, SellThrough
from models.schemes import SchemeChange

_USES = text(
    """
    select s.code, count(c.id) as certificates
    from scheme s join certificate c on c.scheme_id = s.id and c.state <> 'draft'
    group by s.code
    """
)
_WORDS: Mapping[str, type[StrEnum]] = {"assurance_class": AssuranceClass, "sell_through": SellThrough}


@dataclass(frozen=True)
class RecordedChange:
    """A fact that became another, and when we came to know it."""

    fact: str
    before: object
    after: object
    recorded_at: datetime


def lock_schemes(session: Session, codes: list[str]) -> dict[str, Scheme]:
    """Those of these schemes that are there, locked in the order of their codes."""
    statement = (
        select(Scheme)
        .where(col(Scheme.code).in_(codes))
        .order_by(col(Scheme.code))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {scheme.code: scheme for scheme in session.execute(statement).scalars()}


def list_schemes(session: Session) -> list[Scheme]:
    return list(session.execute(select(Scheme).order_by(col(Scheme.code))).scalars())


def find_scheme(session: Session, code: str) -> Scheme | None:
    return session.execute(select(Scheme).where(col(Scheme.code) == code)).scalar_one_or_none()


def count_certificates(session: Session) -> dict[str, int]:
    """How many certificates were handed in under each scheme that has any, by its code."""
    return {row.code: row.certificates for row in session.execute(_USES)}


def new_row(scheme: SchemeOnFile) -> Scheme:
    """A row that says what the file says."""
    row = Scheme(code=scheme.code)
    _set(row, scheme.columns)
    return row


def write_scheme(session: Session, scheme: Scheme, columns: Mapping[str, FactValue]) -> None:
    """Let the columns be what the file says; the row is new or locked."""
    _set(scheme, columns)
    session.add(scheme)
    session.flush()


def _set(scheme: Scheme, columns: Mapping[str, FactValue]) -> None:
    for name, value in columns.items():
        setattr(scheme, name, _WORDS[name](str(value)) if name in _WORDS else value)


def insert_changes(
    session: Session, scheme_id: str, changes: list[Change], *, file_sha256: bytes, now: datetime
) -> None:
    session.add_all(
        SchemeChange(
            scheme_id=scheme_id,
            fact=change.fact,
            before=change.before,
            after=change.after,
            file_sha256=file_sha256,
            recorded_at=now,
        )
        for change in changes
    )
    session.flush()


def list_changes(session: Session, scheme_id: str) -> list[RecordedChange]:
    """What became of a scheme's facts, newest first."""
    statement = (
        select(SchemeChange)
        .where(col(SchemeChange.scheme_id) == scheme_id)
        .order_by(col(SchemeChange.recorded_at).desc(), col(SchemeChange.id).desc())
    )
    return [
        RecordedChange(row.fact, row.before, row.after, row.recorded_at) for row in session.execute(statement).scalars()
    ]
