"""What is signed: the credential of a certificate and the status lists, as W3C Verifiable Credentials 2.0."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from certification.credentials.bits import encode_bits
from certification.credentials.did import did_of
from certification.credentials.queries import Issuer, ListFacts, Place
from certification.credentials.times import moment_text
from certification.pages.facts import CertificateFace, CoveredThing, Decision
from certification.structured.certification import Addresses, certification_facts, certification_node
from certification.structured.terms import CREDENTIAL_CONTEXT

Document = dict[str, Any]

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
# How long a verifier may keep a list, in milliseconds (`ttl`): no longer than it takes to ask again.
_TTL = 1_000


def credential_url(addresses: Addresses, certificate_id: str) -> str:
    return f"{addresses.api_url}/v1/certificates/{certificate_id}/credential"


def status_list_url(addresses: Addresses, status_list_id: str) -> str:
    return f"{addresses.api_url}/v1/status-lists/{status_list_id}"


def certificate_credential(
    face: CertificateFace,
    *,
    issuer: Issuer,
    covers: Sequence[CoveredThing],
    verified: Decision | None,
    validity: tuple[datetime, datetime],
    places: Sequence[Place],
    addresses: Addresses,
) -> Document:
    """The unsigned credential: the federation says that it verified this certificate of this holder.

    It does not say that the certificate holds now: what may change stands in the status lists alone.
    """
    certification = certification_node(certification_facts(face, addresses))
    if covers:
        certification["gs1:certificationSubject"] = [f"{thing.kind}: {thing.label}" for thing in covers]
    if verified:
        certification |= {
            "solifair:verificationMethod": verified.method,
            "solifair:verifiedAt": moment_text(verified.checked_at),
            "solifair:evidenceSha256": verified.evidence_sha256,
        }
    url = credential_url(addresses, face.id)
    return {
        "@context": [CREDENTIALS_V2, CREDENTIAL_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "CertificationCredential"],
        "name": f"{face.scheme.name}, {face.number}",
        "issuer": {"id": did_of(issuer, addresses.api_url), "name": issuer.name},
        "validFrom": moment_text(validity[0]),
        "validUntil": moment_text(validity[1]),
        "credentialStatus": [
            {
                "id": f"{url}#{place.purpose}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": place.purpose.value,
                "statusListIndex": str(place.position),
                "statusListCredential": status_list_url(addresses, place.status_list_id),
            }
            for place in places
        ],
        "credentialSubject": {
            "id": f"{addresses.api_url}/v1/producers/{face.holder.id}",
            "type": "schema:Organization",
            "schema:name": face.holder.name,
            "schema:address": {"type": "schema:PostalAddress", "schema:addressCountry": face.holder.country},
            "schema:hasCertification": certification,
        },
    }


def status_list_credential(
    status_list: ListFacts, positions: Iterable[int], *, issuer: Issuer, addresses: Addresses, now: datetime
) -> Document:
    """The unsigned list, with these bits set."""
    url = status_list_url(addresses, status_list.id)
    return {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_of(issuer, addresses.api_url),
        "validFrom": moment_text(now),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": status_list.purpose.value,
            "encodedList": encode_bits(positions),
            "ttl": _TTL,
        },
    }
