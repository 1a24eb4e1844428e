"""Somebody says that something is wrong."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.errors import NoSuchCertificate, TooMany
from certification.objection_errors import SaysTooLittle
from certification.public_alerts import queries
from models.decisions import PublicAlert

_SHORTEST = 20
_MOST_WAITING = 50


def raise_public_alert(
    session: Session, *, certificate_id: str, body: str, person_id: str | None, now: datetime
) -> PublicAlert:
    """About a certificate that is or was public. Nobody but the federations in charge reads it; nothing changes yet.

    Raises NoSuchCertificate, SaysTooLittle, TooMany.
    """
    said = body.strip()
    if len(said) < _SHORTEST:
        raise SaysTooLittle(_SHORTEST)
    if rows.find_standing(session, certificate_id) is None:
        raise NoSuchCertificate()
    if queries.count_waiting(session, certificate_id) >= _MOST_WAITING:
        raise TooMany("alerts that wait", _MOST_WAITING)
    alert = PublicAlert(certificate_id=certificate_id, body=said, raised_by=person_id, raised_at=now)
    queries.insert(session, alert)
    return alert
