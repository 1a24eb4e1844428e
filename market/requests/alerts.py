"""What a person has to look at: raised once while it is open, however often it is noticed."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.requests import alert_queries
from market.requests.errors import AlertAlreadyResolved, NoSuchAlert
from models.enums import AlertKind
from models.operations import Alert


def raise_alert(
    session: Session, kind: AlertKind, *, key: str, sentence: str, subject_id: str | None = None, now: datetime
) -> bool:
    """Ask for a person's attention; whether nobody had been asked yet.

    `key` names what is wrong, such as `refund_returned:ref_01k…`: while an alert of this key is open it is counted and
    says the newest sentence. Once resolved, the same key opens another.
    """
    return alert_queries.insert_alert(
        session, id_=new_id("alt"), kind=kind, key=key, subject_id=subject_id, sentence=sentence, now=now
    )


def resolve_alert(session: Session, alert_id: str, *, by: str | None, resolution: str, now: datetime) -> Alert:
    """Somebody has seen to it and says how; `by` is a person's id, or nobody's at the shell.

    Raises NoSuchAlert, AlertAlreadyResolved.
    """
    alert = alert_queries.lock_alert(session, alert_id)
    if alert is None:
        raise NoSuchAlert()
    if alert.resolved_at is not None:
        raise AlertAlreadyResolved()
    return _resolve(session, alert, by=by, resolution=resolution, now=now)


def withdraw_alert(session: Session, key: str, *, because: str, now: datetime) -> bool:
    """What was wrong has healed of its own accord; whether an alert of this key was open."""
    alert = alert_queries.lock_open_alert(session, key)
    if alert is None:
        return False
    _resolve(session, alert, by=None, resolution=because, now=now)
    return True


def list_alerts(
    session: Session, *, open_only: bool = True, before: str | None = None, limit: int | None = None
) -> list[Alert]:
    """Newest first; `before` is the id of the last one already seen."""
    return alert_queries.list_alerts(session, open_only=open_only, before=before, limit=limit)


def count_open_alerts(session: Session) -> int:
    """How many nobody has seen to yet."""
    return alert_queries.count_open(session)


def _resolve(session: Session, alert: Alert, *, by: str | None, resolution: str, now: datetime) -> Alert:
    alert.resolved_at = max(now, alert.raised_at)
    alert.resolved_by = by
    alert.resolution = resolution
    session.add(alert)
    session.flush()
    return alert
