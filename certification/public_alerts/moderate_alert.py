"""A federation in charge answers an alert of the public."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.audit.record_audit import record_audit
from certification.errors import NoSuchCertificate, NoSuchFederation
from certification.objection_errors import NoSuchPublicAlert, PublicAlertAnswered
from certification.public_alerts import queries
from certification.rules import reason_given
from certification.weigh_decision import take_in_hand
from models.decisions import PublicAlert
from models.enums import PublicAlertOutcome


def moderate_alert(
    session: Session,
    *,
    alert_id: str,
    federation_id: str,
    verifier_id: str,
    outcome: PublicAlertOutcome,
    note: str,
    now: datetime,
) -> PublicAlert:
    """Dismiss it, or accept it: then the proof says that the certificate is disputed, in the words of `note`, until it
    is settled. What the public wrote is never shown to the public.

    Raises ReasonTooShort, NoSuchFederation, NoSuchPublicAlert, ConflictOfInterest, PublicAlertAnswered.
    """
    given = reason_given(note)
    alert = _take(session, alert_id=alert_id, federation_id=federation_id, verifier_id=verifier_id, now=now)
    if alert.outcome is not None:
        raise PublicAlertAnswered()
    alert.outcome, alert.public_note, alert.federation_id = outcome, given, federation_id
    alert.moderated_by, alert.moderated_at, alert.sender = verifier_id, now, None
    queries.write(session)
    _audit(session, alert, f"public_alert.{outcome.value}", verifier_id, federation_id, given, now)
    return alert


def settle_alert(
    session: Session, *, alert_id: str, federation_id: str, verifier_id: str, settlement: str, now: datetime
) -> PublicAlert:
    """End the dispute of an accepted alert, saying how. Raises as moderate_alert does."""
    given = reason_given(settlement)
    alert = _take(session, alert_id=alert_id, federation_id=federation_id, verifier_id=verifier_id, now=now)
    if alert.outcome != PublicAlertOutcome.ACCEPTED or alert.settled_at is not None:
        raise PublicAlertAnswered()
    alert.settled_at, alert.settled_by, alert.settlement = now, verifier_id, given
    queries.write(session)
    _audit(session, alert, "public_alert.settled", verifier_id, federation_id, given, now)
    return alert


def _take(session: Session, *, alert_id: str, federation_id: str, verifier_id: str, now: datetime) -> PublicAlert:
    """The alert, with its certificate locked, for a verifier in charge without a stake."""
    # First of all: who moderates nothing learns of no alert that there is one.
    if not rows.is_verifier(session, person_id=verifier_id, federation_id=federation_id):
        raise NoSuchFederation()
    found = queries.find_alert(session, alert_id)
    if found is None:
        raise NoSuchPublicAlert()
    try:
        take_in_hand(
            session,
            certificate_id=found.certificate_id,
            federation_id=federation_id,
            verifier_id=verifier_id,
            now=now,
        )
    except NoSuchCertificate:
        raise NoSuchPublicAlert() from None
    alert = queries.find_alert(session, alert_id)
    assert alert is not None  # alerts are never deleted
    return alert


def _audit(
    session: Session, alert: PublicAlert, action: str, actor_id: str, federation_id: str, reason: str, now: datetime
) -> None:
    record_audit(
        session,
        action=action,
        actor_id=actor_id,
        object_id=alert.certificate_id,
        detail={"alert": alert.id, "federation": federation_id, "reason": reason},
        now=now,
    )
