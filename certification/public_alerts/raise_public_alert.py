"""Somebody says that something is wrong."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.errors import NoSuchCertificate, TooMany
from certification.objection_errors import OwnCertificate, SaysTooLittle
from certification.public_alerts import queries
from certification.rules import seen_length
from models.decisions import PublicAlert

_SHORTEST = 20
# Each sender has a number of their own, and there is no other: whoever fills it up silences nobody else.
_MOST_OF_PERSON = 3
_MOST_OF_NETWORK = 10


def raise_public_alert(
    session: Session, *, certificate_id: str, body: str, person_id: str | None, sender: bytes, now: datetime
) -> PublicAlert:
    """About a certificate that is or was public. Nobody but the federations in charge reads it; nothing changes yet.

    `sender` is the mark of the network that it came from. Raises NoSuchCertificate, SaysTooLittle, OwnCertificate,
    TooMany.
    """
    said = body.strip()
    if seen_length(said) < _SHORTEST:
        raise SaysTooLittle(_SHORTEST)
    if rows.find_standing(session, certificate_id) is None:
        raise NoSuchCertificate()
    # One at a time: of two that are each the last allowed, the second is one too many.
    queries.lock_alerts_of(session, certificate_id)
    if person_id is not None:
        about = rows.list_reaches(session, [certificate_id])[certificate_id].organisations
        if queries.is_in_any(session, person_id=person_id, organisation_ids=sorted(about)):
            raise OwnCertificate()
        if queries.count_of_person(session, certificate_id, person_id=person_id) >= _MOST_OF_PERSON:
            raise TooMany("your alerts that wait", _MOST_OF_PERSON)
    if queries.count_of_network(session, certificate_id, sender=sender) >= _MOST_OF_NETWORK:
        raise TooMany("alerts of your network that wait", _MOST_OF_NETWORK)
    alert = PublicAlert(certificate_id=certificate_id, body=said, raised_by=person_id, sender=sender, raised_at=now)
    queries.insert(session, alert)
    return alert
