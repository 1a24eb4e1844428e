"""Let a holder sell under a scheme before its certificate is issued: beside the review, with an end of its own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.permissions import queries
from certification.permissions.errors import NoProvisionalState
from certification.permissions.rules import Permission, check_last_day, latest_day
from certification.queries import get_scheme
from certification.rules import reason_given
from certification.states import Step
from certification.take_step import take_step
from certification.weigh_decision import take_in_hand
from models.permissions import ProvisionalPermission


def grant_permission(
    session: Session,
    *,
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    reason: str,
    last_day: date | None,
    now: datetime,
) -> Permission:
    """Permit to sell until `last_day` in the scheme's timezone; without one, as long as the scheme lets it.

    The months of the scheme count from the first permission of this certificate: granting again does not begin anew.
    Nothing runs when it ends: each read compares the moment. Raises ReasonTooShort, NoSuchFederation,
    NoSuchCertificate also outside the federation's mandates, ConflictOfInterest, IllegalStep, NoProvisionalState,
    BadPermissionEnd.
    """
    given = reason_given(reason)
    certificate, mandate_id = take_in_hand(
        session, certificate_id=certificate_id, federation_id=federation_id, verifier_id=verifier_id, now=now
    )
    scheme = get_scheme(session, certificate.scheme_id)
    provisional = queries.find_provisional_state(session, scheme.id)
    if provisional is None:
        raise NoProvisionalState(scheme.code)
    timezone = ZoneInfo(scheme.timezone)
    first_grant = queries.find_first_grant(session, certificate) or now
    latest = latest_day(first_grant.astimezone(timezone).date(), provisional.months)
    until = latest if last_day is None else last_day
    check_last_day(until, today=now.astimezone(timezone).date(), latest=latest)
    take_step(
        session,
        certificate,
        Step.PERMIT,
        actor_id=verifier_id,
        reason=f"{provisional.name} until {until}: {given}",
        effective_at=now,
        now=now,
    )
    row = ProvisionalPermission(
        certificate_id=certificate.id,
        federation_id=federation_id,
        mandate_id=mandate_id,
        verifier_id=verifier_id,
        reason=given,
        last_day=until,
        granted_at=now,
    )
    queries.insert(session, row)
    record_audit(
        session,
        action="certificate.permit",
        actor_id=verifier_id,
        object_id=certificate.id,
        detail={"permission": row.id, "federation": federation_id, "mandate": mandate_id, "last_day": str(until)},
        now=now,
    )
    granted = queries.find_permission(session, certificate.id, at=now)
    assert granted is not None
    return granted
