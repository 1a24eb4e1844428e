"""Rows of proposals."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.decisions import DecisionProposal


def insert(session: Session, proposal: DecisionProposal) -> None:
    session.add(proposal)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def find_certificate_id(session: Session, proposal_id: str) -> str | None:
    """What the proposal is about."""
    statement = select(col(DecisionProposal.certificate_id)).where(col(DecisionProposal.id) == proposal_id)
    return session.execute(statement).scalar_one_or_none()


def lock_proposal(session: Session, proposal_id: str) -> DecisionProposal | None:
    statement = (
        select(DecisionProposal)
        .where(col(DecisionProposal.id) == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.execute(statement).scalar_one_or_none()


def lock_open(session: Session, *, certificate_id: str, federation_id: str) -> DecisionProposal | None:
    """What this federation proposes about the certificate and nobody has answered."""
    statement = (
        select(DecisionProposal)
        .where(
            col(DecisionProposal.certificate_id) == certificate_id,
            col(DecisionProposal.federation_id) == federation_id,
            col(DecisionProposal.outcome).is_(None),
        )
        .with_for_update()
    )
    return session.execute(statement).scalar_one_or_none()


def list_open(
    session: Session, *, federation_ids: list[str], certificate_id: str | None = None, now: datetime
) -> list[DecisionProposal]:
    """What waits for a second person in these federations, oldest first; also only about one certificate."""
    statement = (
        select(DecisionProposal)
        .where(
            col(DecisionProposal.federation_id).in_(federation_ids),
            col(DecisionProposal.outcome).is_(None),
            col(DecisionProposal.lapses_at) > now,
        )
        .order_by(col(DecisionProposal.id))
    )
    if certificate_id is not None:
        statement = statement.where(col(DecisionProposal.certificate_id) == certificate_id)
    return list(session.execute(statement).scalars())
