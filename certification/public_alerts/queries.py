"""Rows of alerts of the public."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate
from models.decisions import PublicAlert
from models.enums import PublicAlertOutcome


def count_waiting(session: Session, certificate_id: str) -> int:
    """How many of a certificate nobody has moderated."""
    statement = select(func.count()).where(
        col(PublicAlert.certificate_id) == certificate_id, col(PublicAlert.outcome).is_(None)
    )
    return session.execute(statement).scalar_one()


def insert(session: Session, alert: PublicAlert) -> None:
    session.add(alert)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def find_alert(session: Session, alert_id: str) -> PublicAlert | None:
    """As it is now; whoever answers it holds its certificate's lock."""
    statement = select(PublicAlert).where(col(PublicAlert.id) == alert_id).execution_options(populate_existing=True)
    return session.execute(statement).scalar_one_or_none()


def list_standing(session: Session, certificate_id: str) -> list[PublicAlert]:
    """Accepted and not settled: these dispute the certificate. Oldest first."""
    statement = (
        select(PublicAlert)
        .where(
            col(PublicAlert.certificate_id) == certificate_id,
            col(PublicAlert.outcome) == PublicAlertOutcome.ACCEPTED,
            col(PublicAlert.settled_at).is_(None),
        )
        .order_by(col(PublicAlert.id))
    )
    return list(session.execute(statement).scalars())


def list_waiting(session: Session, *, scheme_ids: list[str]) -> list[PublicAlert]:
    """What nobody has moderated, or accepted and not settled, of certificates of these schemes; oldest first."""
    statement = (
        select(PublicAlert)
        .join(Certificate, col(Certificate.id) == col(PublicAlert.certificate_id))
        .where(
            col(Certificate.scheme_id).in_(scheme_ids),
            col(PublicAlert.settled_at).is_(None),
            func.coalesce(col(PublicAlert.outcome), PublicAlertOutcome.ACCEPTED) == PublicAlertOutcome.ACCEPTED,
        )
        .order_by(col(PublicAlert.id))
        .limit(500)
    )
    return list(session.execute(statement).scalars())
