"""SQL of alerts."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import AlertKind
from models.operations import Alert

_RAISE = text(
    """
    insert into alert (id, kind, key, subject_id, sentence, times, raised_at, last_raised_at, resolution)
    values (:id, :kind, :key, :subject_id, :sentence, 1, :now, :now, '')
    on conflict (key) where resolved_at is null do update
    set times = alert.times + 1, sentence = excluded.sentence,
        last_raised_at = greatest(alert.last_raised_at, excluded.last_raised_at)
    returning times
    """
)


def insert_alert(
    session: Session, *, id_: str, kind: AlertKind, key: str, subject_id: str | None, sentence: str, now: datetime
) -> bool:
    """Open an alert, or count another time it was noticed; whether it is new."""
    given = {"id": id_, "kind": kind, "key": key, "subject_id": subject_id, "sentence": sentence, "now": now}
    times: int = session.execute(_RAISE, given).scalar_one()
    return times == 1


def lock_alert(session: Session, alert_id: str) -> Alert | None:
    return session.execute(select(Alert).where(col(Alert.id) == alert_id).with_for_update()).scalar_one_or_none()


def lock_open_alert(session: Session, key: str) -> Alert | None:
    statement = select(Alert).where(col(Alert.key) == key, col(Alert.resolved_at).is_(None))
    return session.execute(statement.with_for_update()).scalar_one_or_none()


def list_alerts(session: Session, *, open_only: bool, before: str | None, limit: int | None) -> list[Alert]:
    """Newest first."""
    statement = select(Alert).order_by(col(Alert.id).desc()).limit(limit)
    if open_only:
        statement = statement.where(col(Alert.resolved_at).is_(None))
    if before is not None:
        statement = statement.where(col(Alert.id) < before)
    return list(session.execute(statement).scalars())


def count_open(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Alert).where(col(Alert.resolved_at).is_(None))).scalar_one()


def list_of_subject(session: Session, subject_id: str) -> list[Alert]:
    """What people were asked to look at about one thing, newest first."""
    statement = select(Alert).where(col(Alert.subject_id) == subject_id).order_by(col(Alert.id).desc()).limit(20)
    return list(session.execute(statement).scalars())
