"""SQL of disputes."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.payments import Dispute


def lock_dispute_at_stripe(session: Session, stripe_dispute_id: str) -> Dispute | None:
    statement = select(Dispute).where(col(Dispute.stripe_dispute_id) == stripe_dispute_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def find_dispute(session: Session, dispute_id: str) -> Dispute | None:
    return session.execute(select(Dispute).where(col(Dispute.id) == dispute_id)).scalar_one_or_none()


def lock_dispute(session: Session, dispute_id: str) -> Dispute:
    """The dispute, locked; its order has been locked before."""
    statement = select(Dispute).where(col(Dispute.id) == dispute_id).with_for_update()
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def list_disputes(session: Session, *, before: str | None, limit: int) -> list[Dispute]:
    """Disputes, newest first, older than `before`."""
    statement = select(Dispute).order_by(col(Dispute.id).desc()).limit(limit)
    if before is not None:
        statement = statement.where(col(Dispute.id) < before)
    return list(session.execute(statement).scalars())
