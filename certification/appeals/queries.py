"""Rows of appeals."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate, Verification
from models.decisions import Appeal
from models.enums import VerificationDecision


def find_last_decision(session: Session, *, certificate_id: str, decision: VerificationDecision) -> Verification | None:
    """The newest of these decisions about a certificate."""
    statement = (
        select(Verification)
        .where(col(Verification.certificate_id) == certificate_id, col(Verification.decision) == decision)
        .order_by(col(Verification.checked_at).desc(), col(Verification.id).desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def get_decision(session: Session, verification_id: str) -> Verification:
    return session.execute(select(Verification).where(col(Verification.id) == verification_id)).scalar_one()


def is_appealed(session: Session, verification_id: str) -> bool:
    statement = select(col(Appeal.id)).where(col(Appeal.verification_id) == verification_id)
    return session.execute(statement).first() is not None


def insert(session: Session, appeal: Appeal) -> None:
    session.add(appeal)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def find_appeal(session: Session, appeal_id: str) -> Appeal | None:
    """As it is now; whoever decides it holds its certificate's lock."""
    statement = select(Appeal).where(col(Appeal.id) == appeal_id).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def list_of_certificate(session: Session, certificate_id: str) -> list[Appeal]:
    """Newest first."""
    statement = select(Appeal).where(col(Appeal.certificate_id) == certificate_id).order_by(col(Appeal.id).desc())
    return list(session.execute(statement).scalars())


def list_open(session: Session, *, scheme_ids: list[str], after_id: str = "", limit: int) -> list[Appeal]:
    """What nobody has decided, of certificates of these schemes, oldest first; those after one of them."""
    statement = (
        select(Appeal)
        .join(Certificate, col(Certificate.id) == col(Appeal.certificate_id))
        .where(col(Appeal.outcome).is_(None), col(Certificate.scheme_id).in_(scheme_ids), col(Appeal.id) > after_id)
        .order_by(col(Appeal.id))
        .limit(limit)
    )
    return list(session.execute(statement).scalars())
