"""Show what became of a winner's money."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.documents import type_of
from certification.networks.queries import is_steward
from gateways.files import Files
from kit.database import Database
from market.fund.rounds import queries
from market.fund.rounds.errors import GrantNotPaid, GrantProved, NoSuchGrant
from models.rounds import RoundGrant


@dataclass(frozen=True)
class Proof:
    """What was done, and the document that shows it. Both become public."""

    note: str
    title: str
    data: bytes


def prove_grant(
    database: Database, files: Files, proof: Proof, *, grant_id: str, person_id: str, now: datetime
) -> RoundGrant:
    """For a steward of the organisation that got the money, once. The last proof completes the round.

    Raises NoSuchGrant, GrantNotPaid, GrantProved, BadDocument, DocumentTooLarge.
    """
    found = type_of(proof.data)
    with database.reading() as session:
        _refuse(session, queries.find_grant(session, grant_id), person_id)
    stored = files.put(proof.data, suffix=found.suffix)
    with database.transaction() as session:
        known = _refuse(session, queries.find_grant(session, grant_id), person_id)
        row = queries.lock_round(session, known.round_id)
        grant = _refuse(session, queries.lock_grant(session, grant_id), person_id)
        assert row is not None
        grant.note, grant.document_title, grant.document_type = proof.note, proof.title, found.media_type
        grant.document_path, grant.document_sha256 = stored.path, stored.sha256
        grant.completed_at, grant.completed_by = now, person_id
        queries.write(session)
        if all(each.completed_at is not None for each in queries.list_grants(session, row.id)):
            row.completed_at = now
            queries.write(session)
        record_audit(
            session, action="round.prove", actor_id=person_id, object_id=grant.id, detail={"round": row.id}, now=now
        )
        return grant


def _refuse(session: Session, grant: RoundGrant | None, person_id: str) -> RoundGrant:
    """Raises NoSuchGrant, GrantNotPaid, GrantProved."""
    if grant is None or not is_steward(session, person_id=person_id, organisation_id=grant.beneficiary_id):
        raise NoSuchGrant()
    if grant.paid_at is None:
        raise GrantNotPaid()
    if grant.completed_at is not None:
        raise GrantProved()
    return grant
