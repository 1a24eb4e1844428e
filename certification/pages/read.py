"""Put pages together: the public proof, the review, a document."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.chain import ChainedEvent, verify_event_chain
from certification.conflicts import is_in_conflict
from certification.errors import EvidenceDamaged, NoSuchCertificate, NoSuchEvidence
from certification.pages import queries
from certification.pages.facts import Dispute, HistoryEntry, OwnCertificate, Proof, Review
from certification.pages.in_charge import federations_in_charge
from certification.permissions.queries import find_permission
from certification.proposals.read_proposals import list_proposals
from certification.public_alerts.queries import list_standing
from certification.rules import Standing, state_in_force, why_not_carried
from certification.states import PUBLIC, decisions_in
from gateways.files import Files
from models.certification import Evidence
from models.enums import CertificateState, VerificationDecision


@dataclass(frozen=True)
class EvidenceFile:
    """A document with its bytes, which are those that were submitted."""

    media_type: str
    data: bytes


def read_proof(session: Session, *, certificate_id: str, lang: str, now: datetime) -> Proof:
    """What anybody may know of a certificate that was verified at least once. Raises NoSuchCertificate.

    What a federation asked, and why it rejected, is between it and the holder: such reasons are left out.
    """
    face = queries.find_face(session, certificate_id)
    standing = rows.find_standing(session, certificate_id)
    if face is None or standing is None:
        raise NoSuchCertificate()
    why_not = why_not_carried(standing, now)
    verified = [
        decision
        for decision in queries.list_decisions(session, certificate_id)
        if decision.decision is VerificationDecision.VERIFY
    ]
    return Proof(
        face=face,
        state=state_in_force(standing, now),
        covers=queries.list_covered(session, certificate_id, lang=lang),
        is_shown=why_not is None,
        why_not_shown=why_not,
        verified=verified[0] if verified else None,
        evidence=queries.list_documents(session, certificate_id),
        history=[
            entry if entry.to_state in PUBLIC else _without_reason(entry)
            for entry in map(_entry, rows.list_events(session, certificate_id))
            if entry.to_state is not CertificateState.DRAFT
        ],
        products=queries.list_products(session, certificate_id, lang=lang),
        disputes=[
            Dispute(alert.public_note, alert.moderated_at)
            for alert in list_standing(session, certificate_id)
            if alert.moderated_at is not None
        ],
    )


def read_own(
    session: Session, *, holder_id: str, before_id: str | None, limit: int, now: datetime
) -> list[OwnCertificate]:
    """A producer's certificates, newest first, each with whether its claim is shown now."""
    own = queries.list_own(session, holder_id=holder_id, before_id=before_id, limit=limit)
    standings = rows.list_standings(session, [each.id for each in own])
    return [_with_standing(each, standings.get(each.id), now) for each in own]


def _with_standing(own: OwnCertificate, standing: Standing | None, now: datetime) -> OwnCertificate:
    if standing is None:
        return own
    why_not = why_not_carried(standing, now)
    return replace(own, state=state_in_force(standing, now), is_shown=why_not is None, why_not_shown=why_not)


def read_review(
    session: Session,
    *,
    certificate_id: str,
    federation_ids: Collection[str],
    person_id: str,
    lang: str,
    now: datetime,
) -> Review:
    """A submitted certificate for those of `federation_ids` whose mandate covers it. Raises NoSuchCertificate."""
    face = queries.find_face(session, certificate_id)
    found = federations_in_charge(session, certificate_ids=[certificate_id], federation_ids=federation_ids, now=now)
    in_charge = found.get(certificate_id)
    if face is None or not in_charge:
        raise NoSuchCertificate()
    standing = rows.find_standing(session, certificate_id)
    reach = rows.list_reaches(session, [certificate_id])[certificate_id]
    events = rows.list_events(session, certificate_id)
    return Review(
        face=face,
        covers=queries.list_covered(session, certificate_id, lang=lang),
        evidence=queries.list_documents(session, certificate_id),
        history=[_entry(event) for event in events],
        decisions=queries.list_decisions(session, certificate_id),
        possible=_possible(face.state, standing, now),
        federations=queries.list_parties(session, in_charge),
        has_conflict=all(
            is_in_conflict(
                session, certificate_id=certificate_id, reach=reach, federation_id=federation_id, person_id=person_id
            )
            for federation_id in in_charge
        ),
        proposals=list_proposals(session, federation_ids=in_charge, certificate_id=certificate_id, now=now),
        permission=find_permission(session, certificate_id, at=now),
        is_history_intact=verify_event_chain(events, state=face.state) is None,
    )


def _possible(state: CertificateState, standing: Standing | None, now: datetime) -> list[VerificationDecision]:
    """What can be decided from now on: a suspension that is over cannot be lifted."""
    if standing is None:
        return decisions_in(state)
    is_announced = standing.claim_until is not None and standing.claim_until > now
    is_over = standing.suspended_until is not None and standing.suspended_until <= now
    possible = decisions_in(state, is_announced=is_announced)
    return [each for each in possible if not (is_over and each is VerificationDecision.LIFT)]


def find_readable_evidence(
    session: Session,
    *,
    certificate_id: str,
    evidence_id: str,
    producer_ids: Collection[str],
    federation_ids: Collection[str],
    now: datetime,
) -> Evidence:
    """A document for its holder and for the federations in charge. Raises NoSuchCertificate or NoSuchEvidence."""
    certificate = rows.find_certificate(session, certificate_id)
    if certificate is None or not (
        certificate.holder_id in producer_ids
        or federations_in_charge(session, certificate_ids=[certificate_id], federation_ids=federation_ids, now=now)
    ):
        raise NoSuchCertificate()
    evidence = rows.find_evidence(session, certificate_id=certificate_id, evidence_id=evidence_id)
    if evidence is None:
        raise NoSuchEvidence()
    return evidence


def open_evidence(files: Files, evidence: Evidence) -> EvidenceFile:
    """The bytes, hashed again. Raises EvidenceDamaged when they are not what was submitted, FileMissing."""
    data = files.get(evidence.path)
    if hashlib.sha256(data).digest() != evidence.sha256:
        raise EvidenceDamaged()
    return EvidenceFile(evidence.media_type, data)


def _entry(event: ChainedEvent) -> HistoryEntry:
    facts = event.facts
    return HistoryEntry(
        facts.from_state, facts.to_state, facts.effective_at, facts.recorded_at, facts.reason, facts.actor_kind
    )


def _without_reason(entry: HistoryEntry) -> HistoryEntry:
    return HistoryEntry(entry.from_state, entry.to_state, entry.at, entry.recorded_at, "", entry.actor_kind)
