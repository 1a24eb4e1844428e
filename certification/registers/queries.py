"""Rows of what registers said."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate, Evidence
from models.decisions import RegisterCheck
from models.organisations import Organisation


def get_holder_name(session: Session, certificate: Certificate) -> str:
    statement = select(col(Organisation.name)).where(col(Organisation.id) == certificate.holder_id)
    return session.execute(statement).scalar_one()


def find_document(session: Session, *, certificate_id: str, sha256: bytes) -> Evidence | None:
    """The document with these bytes, if it is behind the certificate."""
    statement = select(Evidence).where(col(Evidence.certificate_id) == certificate_id, col(Evidence.sha256) == sha256)
    return session.execute(statement).scalar_one_or_none()


def insert(session: Session, row: RegisterCheck | Evidence) -> None:
    session.add(row)
    session.flush()


def list_checks(session: Session, certificate_id: str) -> list[RegisterCheck]:
    """Newest first."""
    statement = (
        select(RegisterCheck)
        .where(col(RegisterCheck.certificate_id) == certificate_id)
        .order_by(col(RegisterCheck.id).desc())
    )
    return list(session.execute(statement).scalars())
