"""Rows of messages."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.decisions import CertificateMessage


def insert(session: Session, message: CertificateMessage) -> None:
    session.add(message)
    session.flush()


def count_messages(session: Session, certificate_id: str) -> int:
    statement = select(func.count()).where(col(CertificateMessage.certificate_id) == certificate_id)
    return session.execute(statement).scalar_one()


def list_messages(session: Session, certificate_id: str) -> list[CertificateMessage]:
    """Oldest first."""
    statement = (
        select(CertificateMessage)
        .where(col(CertificateMessage.certificate_id) == certificate_id)
        .order_by(col(CertificateMessage.id))
    )
    return list(session.execute(statement).scalars())
