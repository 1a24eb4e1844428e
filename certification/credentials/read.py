"""Put signed documents together at the moment they are read, so that they say what the proof says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from certification.credentials import queries
from certification.credentials.did import did_document, did_of, kid_of, method_of
from certification.credentials.documents import certificate_credential, status_list_credential
from certification.credentials.errors import NoSuchIssuer, NoSuchStatusList
from certification.credentials.integrity import sign_document
from certification.credentials.jose import sign_token
from certification.credentials.make_signing_key import make_signing_key
from certification.credentials.queries import Issuer, KeyFacts, Place
from certification.credentials.rules import needs_new_places, status_at, validity
from certification.credentials.sealing import unseal
from certification.credentials.take_places import take_places
from certification.credentials.times import moment_text
from certification.errors import NoSuchCertificate
from certification.pages import queries as pages
from certification.rules import Standing
from certification.structured.certification import Addresses
from kit.database import Database
from models.enums import VerificationDecision

_LANGUAGE = "en"  # what is signed is one document, not one in each language
Document = dict[str, Any]


@dataclass(frozen=True)
class Unsigned:
    """A document and who is to sign it."""

    document: Document
    issuer: Issuer


def read_did_document(
    database: Database, *, organisation_id: str | None, addresses: Addresses, secret: str, now: datetime
) -> Document:
    """The DID document of a federation, or of the market for no id. Raises NoSuchIssuer.

    A key is made when an issuer is first asked for.
    """
    with database.reading() as session:
        issuer = queries.find_issuer(session, organisation_id) if organisation_id else queries.find_market(session)
        if issuer is None:
            raise NoSuchIssuer()
        keys = queries.list_keys(session, issuer.id)
    if not keys:
        keys = _with_key(database, issuer, secret=secret, now=now)
    return did_document(issuer, keys, api_url=addresses.api_url)


def read_credential(database: Database, *, certificate_id: str, addresses: Addresses, now: datetime) -> Unsigned:
    """The credential of a certificate that was verified at least once. Raises NoSuchCertificate.

    The first read gives the certificate its places in its issuer's lists; the first after a reinstatement, new ones.
    """
    with database.reading() as session:
        issuer = queries.find_issuer_of(session, certificate_id, now=now)
        if issuer is None:
            raise NoSuchCertificate()
        standing = queries.list_standings_by(session, [certificate_id], issuer_id=issuer.id).get(certificate_id)
        if standing is None:
            raise NoSuchCertificate()
        places = queries.find_places(session, certificate_id, issuer_id=issuer.id, at=now)
        has_ended = any(place.has_ended for place in places)
        if places and not needs_new_places(standing, has_ended=has_ended, at=now):
            return _credential(session, certificate_id, issuer, standing, places, addresses)
    with database.transaction() as session:
        take_places(session, certificate_id, issuer_id=issuer.id, now=now)
        places = queries.find_places(session, certificate_id, issuer_id=issuer.id, at=now)
        return _credential(session, certificate_id, issuer, standing, places, addresses)


def _credential(
    session: Session,
    certificate_id: str,
    issuer: Issuer,
    standing: Standing,
    places: Sequence[Place],
    addresses: Addresses,
) -> Unsigned:
    face = pages.find_face(session, certificate_id)
    if face is None:
        raise NoSuchCertificate()
    own_word = next(
        (
            decision
            for decision in pages.list_decisions(session, certificate_id)
            if decision.decision is VerificationDecision.VERIFY and decision.federation_id == issuer.id
        ),
        None,
    )
    document = certificate_credential(
        face,
        issuer=issuer,
        covers=pages.list_covered(session, certificate_id, lang=_LANGUAGE),
        verified=own_word,
        validity=validity(standing),
        places=places,
        addresses=addresses,
    )
    return Unsigned(document, issuer)


def read_status_list(database: Database, *, status_list_id: str, addresses: Addresses, now: datetime) -> Unsigned:
    """A status list with its bits as they are at this moment. Raises NoSuchStatusList."""
    with database.reading() as session:
        status_list = queries.find_list(session, status_list_id)
        issuer = queries.find_issuer(session, status_list.issuer_id) if status_list else None
        if status_list is None or issuer is None:
            raise NoSuchStatusList()
        doubtful = queries.list_doubtful(session, status_list, at=now)
        entries = queries.list_entries(session, status_list_id, doubtful, at=now)
        standings = queries.list_standings_by(session, doubtful, issuer_id=issuer.id)
    # A certificate without a standing is one whose verification is gone: it proves nothing.
    marked = [
        entry.position
        for entry in entries
        if entry.certificate_id not in standings
        or status_at(standings[entry.certificate_id], now, has_ended=entry.has_ended) is status_list.purpose
    ]
    document = status_list_credential(status_list, marked, issuer=issuer, addresses=addresses, now=now)
    return Unsigned(document, issuer)


def sign(database: Database, unsigned: Unsigned, *, addresses: Addresses, secret: str, now: datetime) -> Document:
    """The document with a Data Integrity proof of its issuer. Raises SigningKeyUnreadable."""
    did = did_of(unsigned.issuer, addresses.api_url)
    key, sealed = _signing_key(database, unsigned.issuer, secret=secret, now=now)
    return sign_document(
        unsigned.document,
        private_key=unseal(sealed, key_id=key.id, secret=secret),
        verification_method=method_of(did, key),
        created=moment_text(now),
    )


def sign_as_token(database: Database, unsigned: Unsigned, *, addresses: Addresses, secret: str, now: datetime) -> str:
    """The document as JSON Web Token of its issuer. Raises SigningKeyUnreadable."""
    did = did_of(unsigned.issuer, addresses.api_url)
    key, sealed = _signing_key(database, unsigned.issuer, secret=secret, now=now)
    private_key = unseal(sealed, key_id=key.id, secret=secret)
    return sign_token({**unsigned.document, "iss": did}, private_key=private_key, kid=kid_of(did, key))


def _with_key(database: Database, issuer: Issuer, *, secret: str, now: datetime) -> list[KeyFacts]:
    with database.transaction() as session:
        make_signing_key(session, issuer.id, secret=secret, now=now)
        return queries.list_keys(session, issuer.id)


def _signing_key(database: Database, issuer: Issuer, *, secret: str, now: datetime) -> tuple[KeyFacts, bytes]:
    with database.reading() as session:
        key = queries.find_current_key(session, issuer.id)
    if key is None:
        _with_key(database, issuer, secret=secret, now=now)
        with database.reading() as session:
            key = queries.find_current_key(session, issuer.id)
    assert key is not None
    assert key.sealed_private_key is not None
    return queries.key_facts(key), key.sealed_private_key
