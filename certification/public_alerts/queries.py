"""Rows of alerts of the public."""

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.certification import Certificate
from models.decisions import PublicAlert
from models.enums import PublicAlertOutcome
from models.organisations import Membership

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('public_alert ' || :id, 0))")
# Of one certificate no more than these, so that whoever raises many of one hides none of another.
_MOST_OF_ONE = 20


def lock_alerts_of(session: Session, certificate_id: str) -> None:
    """Nobody else raises an alert about the certificate before this transaction ends."""
    session.execute(_LOCK, {"id": certificate_id})


def count_of_person(session: Session, certificate_id: str, *, person_id: str) -> int:
    """How many of a certificate this person raised and nobody has moderated."""
    return _count_waiting(session, certificate_id, col(PublicAlert.raised_by) == person_id)


def count_of_network(session: Session, certificate_id: str, *, sender: bytes) -> int:
    """How many of a certificate came from this network and nobody has moderated."""
    return _count_waiting(session, certificate_id, col(PublicAlert.sender) == sender)


def _count_waiting(session: Session, certificate_id: str, whose: ColumnElement[bool]) -> int:
    statement = select(func.count()).where(
        col(PublicAlert.certificate_id) == certificate_id, col(PublicAlert.outcome).is_(None), whose
    )
    return session.execute(statement).scalar_one()


def is_in_any(session: Session, *, person_id: str, organisation_ids: list[str]) -> bool:
    """Whether the person is in one of these organisations at this moment."""
    statement = select(col(Membership.id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.organisation_id).in_(organisation_ids),
        col(Membership.ended_at).is_(None),
    )
    return session.execute(statement.limit(1)).first() is not None


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


def list_waiting(session: Session, *, scheme_ids: list[str], after_id: str = "", limit: int) -> list[PublicAlert]:
    """What nobody has moderated, or accepted and not settled, of certificates of these schemes; oldest first, and of
    each certificate the oldest twenty. Those after one of them."""
    nth = func.row_number().over(partition_by=col(PublicAlert.certificate_id), order_by=col(PublicAlert.id))
    open_ones = (
        select(col(PublicAlert.id), nth.label("nth"))
        .join(Certificate, col(Certificate.id) == col(PublicAlert.certificate_id))
        .where(
            col(Certificate.scheme_id).in_(scheme_ids),
            col(PublicAlert.settled_at).is_(None),
            func.coalesce(col(PublicAlert.outcome), PublicAlertOutcome.ACCEPTED) == PublicAlertOutcome.ACCEPTED,
        )
        .subquery()
    )
    statement = (
        select(PublicAlert)
        .join(open_ones, open_ones.c.id == col(PublicAlert.id))
        .where(open_ones.c.nth <= _MOST_OF_ONE, col(PublicAlert.id) > after_id)
        .order_by(col(PublicAlert.id))
        .limit(limit)
    )
    return list(session.execute(statement).scalars())
