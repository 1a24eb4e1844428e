"""Rows of several certificates."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate, Scheme


def lock_certificates(session: Session, certificate_ids: list[str]) -> None:
    """Lock them and what they renew, all in id order, so that two of these never wait for each other."""
    superseded = select(col(Certificate.supersedes_id)).where(
        col(Certificate.id).in_(certificate_ids), col(Certificate.supersedes_id).is_not(None)
    )
    statement = (
        select(col(Certificate.id))
        .where(col(Certificate.id).in_(certificate_ids) | col(Certificate.id).in_(superseded))
        .order_by(col(Certificate.id))
        .with_for_update()
    )
    session.execute(statement).all()


def list_scheme_codes(session: Session, certificate_ids: list[str]) -> list[str]:
    """The schemes of these certificates."""
    statement = (
        select(col(Scheme.code))
        .join(Certificate, col(Certificate.scheme_id) == col(Scheme.id))
        .where(col(Certificate.id).in_(certificate_ids))
        .distinct()
        .order_by(col(Scheme.code))
    )
    return list(session.execute(statement).scalars())
