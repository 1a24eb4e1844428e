"""The document that shows what became of a winner's money."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gateways.files import FileMissing, Files
from market.fund.rounds import queries
from market.fund.rounds.errors import NoSuchGrant


@dataclass(frozen=True)
class ProofDocument:
    grant_id: str
    media_type: str
    path: str
    sha256: bytes


def find_document(session: Session, grant_id: str) -> ProofDocument:
    """Raises NoSuchGrant, also where nothing is proved yet."""
    grant = queries.find_grant(session, grant_id)
    if grant is None or not grant.document_path or not grant.document_type or grant.document_sha256 is None:
        raise NoSuchGrant()
    return ProofDocument(grant.id, grant.document_type, grant.document_path, grant.document_sha256)


def open_document(files: Files, document: ProofDocument) -> bytes:
    """The bytes, if they are still those that were handed in. Raises FileMissing."""
    data = files.get(document.path)
    if hashlib.sha256(data).digest() != document.sha256:
        raise FileMissing()
    return data
