"""Rows of what schemes ask."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate, Scheme


def find_questions(session: Session, certificate_id: str) -> list[str]:
    """The codes of what the certificate's scheme asks a verifier."""
    statement = (
        select(col(Scheme.checklist))
        .join(Certificate, col(Certificate.scheme_id) == col(Scheme.id))
        .where(col(Certificate.id) == certificate_id)
    )
    return [question["code"] for question in session.execute(statement).scalar_one_or_none() or []]
