"""Move a certificate one step, with its claim and its history. The one place where all three change."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.rules import ClaimTimes, times_after
from certification.states import Step, next_state
from models.certification import Certificate
from models.enums import CertificateState

_SAID_IN_PUBLIC = frozenset({Step.SUSPEND, Step.WITHDRAW, Step.SURRENDER})
_SAID_NO_LONGER = frozenset({Step.LIFT, Step.REINSTATE})


def take_step(
    session: Session,
    certificate: Certificate,
    step: Step,
    *,
    actor_id: str | None,
    reason: str,
    effective_at: datetime,
    now: datetime,
) -> None:
    """Change a certificate that the caller has locked. Raises IllegalStep, or NumberTaken: then nothing has changed."""
    state = CertificateState(certificate.state)
    reached = next_state(state, step)
    times = times_after(step, ClaimTimes(certificate.claim_from, certificate.claim_until), effective_at=effective_at)
    certificate.state = reached
    certificate.claim_from, certificate.claim_until = times.starts_at, times.ends_at
    if step in _SAID_IN_PUBLIC:
        certificate.public_reason = reason
    elif step in _SAID_NO_LONGER:
        certificate.public_reason = None
    certificate.version += 1
    # A rejected certificate that comes back may find its number handed in again.
    queries.write_submitted(session, certificate)
    queries.append_event(
        session,
        certificate_id=certificate.id,
        actor_id=actor_id,
        from_state=state,
        to_state=reached,
        reason=reason,
        effective_at=effective_at,
        now=now,
    )
