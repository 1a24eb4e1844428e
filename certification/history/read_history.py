"""What did we show on 3 May, and what do we know of that day today?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.errors import NoSuchCertificate
from certification.history import queries
from certification.history.rules import replay, standing_then
from certification.rules import WhyNot, state_in_force, why_not_shown
from certification.states import PUBLIC
from models.enums import CertificateState


@dataclass(frozen=True)
class ShownThen:
    """What counted at `at`, of what was known at `known_at`. No state: there was nothing yet that is public."""

    at: datetime
    known_at: datetime
    state: CertificateState | None
    is_shown: bool
    why_not_shown: WhyNot | None


def read_history(session: Session, *, certificate_id: str, at: datetime, known_at: datetime) -> ShownThen:
    """Whether the claim was shown at `at`: with `known_at` the same moment, what shoppers saw; with a later one, what
    we would say of that moment since.

    Raises NoSuchCertificate, also for one that was never verified: nothing of it is public.
    """
    bounds = queries.find_bounds(session, certificate_id)
    if bounds is None or rows.find_standing(session, certificate_id) is None:
        raise NoSuchCertificate()
    events = [event.facts for event in rows.list_events(session, certificate_id)]
    replayed = replay(events, at, known_at=known_at)
    if replayed is None:
        return ShownThen(at, known_at, None, False, WhyNot.NOT_VERIFIED)
    state, times = replayed
    suspended_until = None
    if state is CertificateState.SUSPENDED and times.ends_at is not None:
        suspended_until = queries.find_suspended_until(session, certificate_id, since=times.ends_at, known_at=known_at)
    standing = standing_then(
        state=state,
        times=times,
        valid_at=bounds.valid_at,
        expires_at=bounds.expires_at,
        suspended_until=suspended_until,
        vouchers=queries.list_vouchers(session, certificate_id),
        known_at=known_at,
    )
    if standing is None:
        return ShownThen(at, known_at, state if state in PUBLIC else None, False, WhyNot.NOT_VERIFIED)
    why_not = why_not_shown(standing, at)
    return ShownThen(at, known_at, state_in_force(standing, at), why_not is None, why_not)
