"""A certificate as its holder reads it: what is between the holder and the federations included."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.appeals.file_appeal import decision_that_counts
from certification.appeals.queries import is_appealed
from certification.errors import NoSuchCertificate
from certification.pages import queries
from certification.pages.facts import CertificateFace, CoveredThing, Decision, Document, HistoryEntry
from certification.pages.held_queries import Quantity, find_quantity, find_renewal
from certification.permissions.queries import find_permission
from certification.permissions.rules import Permission
from certification.rules import WhyNot, state_in_force, why_not_carried
from models.enums import CertificateState


@dataclass(frozen=True)
class Held:
    """`renewed_by` is the newest certificate that is to take this one's place, a draft included. `can_appeal`: its last
    decision went against the holder, counts, and nobody has appealed against it."""

    face: CertificateFace
    state: CertificateState
    is_shown: bool
    why_not_shown: WhyNot | None
    covers: list[CoveredThing]
    evidence: list[Document]
    decisions: list[Decision]
    history: list[HistoryEntry]
    quantity: Quantity | None
    renewed_by: str | None
    can_appeal: bool
    permission: Permission | None


def read_held(session: Session, *, certificate_id: str, holder_id: str, lang: str, now: datetime) -> Held:
    """One of this holder's certificates, whatever became of it. Raises NoSuchCertificate, also for somebody else's."""
    certificate = rows.find_certificate(session, certificate_id)
    face = queries.find_face(session, certificate_id)
    if certificate is None or face is None or certificate.holder_id != holder_id:
        raise NoSuchCertificate()
    standing = rows.find_standing(session, certificate_id)
    why_not = None if standing is None else why_not_carried(standing, now)
    against = decision_that_counts(session, certificate)
    return Held(
        face=face,
        state=face.state if standing is None else state_in_force(standing, now),
        is_shown=standing is not None and why_not is None,
        why_not_shown=why_not,
        covers=queries.list_covered(session, certificate_id, lang=lang),
        evidence=queries.list_documents(session, certificate_id),
        decisions=queries.list_decisions(session, certificate_id),
        history=[
            HistoryEntry(
                event.facts.from_state,
                event.facts.to_state,
                event.facts.effective_at,
                event.facts.recorded_at,
                event.facts.reason,
                event.facts.actor_kind,
            )
            for event in rows.list_events(session, certificate_id)
        ],
        quantity=find_quantity(session, certificate_id, at=now),
        renewed_by=find_renewal(session, certificate_id),
        permission=find_permission(session, certificate_id, at=now),
        can_appeal=against is not None and not is_appealed(session, against.id),
    )
