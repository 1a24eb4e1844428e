"""Ask a scheme's register about a certificate and keep its answer as evidence."""

import json
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.audit.record_audit import record_audit
from certification.registers import queries
from certification.registers.rules import Claimed, Registered, compare
from certification.weigh_decision import take_in_hand
from gateways.files import Files
from gateways.registers import RegisterEntry, Registers
from kit.database import Database
from models.certification import Certificate, Evidence
from models.decisions import RegisterCheck


def check_register(
    database: Database,
    registers: Registers,
    files: Files,
    *,
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    now: datetime,
) -> RegisterCheck:
    """Look the certificate's number up for a verifier in charge of it, who then decides `by register_lookup`.

    The answer, also that there is no entry, becomes a document behind the certificate, by nobody's hand: whoever asked
    has no stake by it. Raises NoSuchFederation, NoSuchCertificate, ConflictOfInterest, GatewayUnavailable.
    """
    with database.transaction() as session:
        certificate = _take(session, certificate_id, federation_id, verifier_id, now)
        scheme = rows.get_scheme(session, certificate.scheme_id)
        holder = queries.get_holder_name(session, certificate)
    entry = registers.look_up(scheme.code, certificate.number)
    registered = _registered(entry) if entry else None
    claimed = Claimed(certificate.number, holder, certificate.valid_from, certificate.valid_to)
    outcome, differences = compare(claimed, registered)
    told = registered.words() if registered else {}
    paper = {
        "scheme": scheme.code,
        "number": certificate.number,
        "asked_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "outcome": outcome.value,
        "entry": told,
        "differences": differences,
    }
    data = json.dumps(paper, ensure_ascii=False, indent=2, sort_keys=True).encode()
    stored = files.put(data, suffix=".txt")
    with database.transaction() as session:
        _take(session, certificate_id, federation_id, verifier_id, now)
        evidence = queries.find_document(session, certificate_id=certificate_id, sha256=stored.sha256)
        if evidence is None:
            evidence = Evidence(
                certificate_id=certificate_id,
                title=f"Register of {scheme.code}: {outcome.value}",
                media_type="text/plain",
                size_bytes=stored.size,
                sha256=stored.sha256,
                path=stored.path,
                created_at=now,
            )
            queries.insert(session, evidence)
        check = RegisterCheck(
            certificate_id=certificate_id,
            federation_id=federation_id,
            checked_by=verifier_id,
            outcome=outcome,
            entry=told,
            differences=differences,
            evidence_id=evidence.id,
            checked_at=now,
        )
        queries.insert(session, check)
        record_audit(
            session,
            action="register.check",
            actor_id=verifier_id,
            object_id=certificate_id,
            detail={"check": check.id, "federation": federation_id, "outcome": outcome.value},
            now=now,
        )
    return check


def _take(session: Session, certificate_id: str, federation_id: str, verifier_id: str, now: datetime) -> Certificate:
    certificate, _ = take_in_hand(
        session, certificate_id=certificate_id, federation_id=federation_id, verifier_id=verifier_id, now=now
    )
    return certificate


def _registered(entry: RegisterEntry) -> Registered:
    return Registered(entry.number, entry.holder, entry.status, entry.valid_from, entry.valid_to, entry.source_url)
