"""Put a document behind a certificate."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification import queries
from certification.documents import type_of
from certification.errors import EvidenceIsKept, NoSuchCertificate, TooMany
from certification.states import OPEN_TO_EVIDENCE
from gateways.files import Files
from kit.database import Database
from models.certification import Certificate, Evidence

_MOST_DOCUMENTS = 20


def add_evidence(
    database: Database, files: Files, *, certificate_id: str, person_id: str, title: str, data: bytes, now: datetime
) -> Evidence:
    """Keep a document of a draft, or of a certificate whose federation asked for more. The same bytes count once.

    Raises NoSuchCertificate, also for somebody else's, EvidenceIsKept, TooMany, BadDocument, DocumentTooLarge.
    """
    found = type_of(data)
    with database.reading() as session:
        _refuse(queries.find_certificate(session, certificate_id), session, person_id)
    stored = files.put(data, suffix=found.suffix)
    with database.transaction() as session:
        certificate = _refuse(queries.lock_certificate(session, certificate_id), session, person_id)
        documents = queries.list_evidence(session, certificate.id)
        for document in documents:
            if document.sha256 == stored.sha256:
                return document
        if len(documents) >= _MOST_DOCUMENTS:
            raise TooMany("documents", _MOST_DOCUMENTS)
        evidence = Evidence(
            certificate_id=certificate.id,
            title=title,
            media_type=found.media_type,
            size_bytes=stored.size,
            sha256=stored.sha256,
            path=stored.path,
            uploaded_by=person_id,
            created_at=now,
        )
        queries.insert(session, evidence)
        return evidence


def _refuse(certificate: Certificate | None, session: Session, person_id: str) -> Certificate:
    """The certificate, if the person is of its holder and it still takes documents."""
    if certificate is None or not queries.is_producer_member(
        session, person_id=person_id, organisation_id=certificate.holder_id
    ):
        raise NoSuchCertificate()
    if certificate.state not in OPEN_TO_EVIDENCE:
        raise EvidenceIsKept()
    return certificate
