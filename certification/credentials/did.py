"""Who an issuer is, by an address that it controls: `did:web` and the document behind it.

`did:web:market.example` is `https://market.example/.well-known/did.json`; a federation's is
`https://market.example/v1/organisations/{id}/did.json`. The market keeps the federations' keys, so it is named as the
controller of their documents.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from certification.credentials.jose import thumbprint, to_jwk
from certification.credentials.multibase import to_multikey
from certification.credentials.queries import Issuer, KeyFacts
from certification.credentials.times import moment_text

Document = dict[str, Any]


def did_of_market(api_url: str) -> str:
    """The market's DID: the host, and the port where there is one."""
    address = urlsplit(api_url)
    # A DID names a domain; a market on one's own machine is reached by a number.
    host = "localhost" if address.hostname in {"127.0.0.1", "::1"} else address.hostname or ""
    return f"did:web:{host}" + (f"%3A{address.port}" if address.port else "")


def did_of(issuer: Issuer, api_url: str) -> str:
    """The issuer's DID."""
    market = did_of_market(api_url)
    return market if issuer.is_market else f"{market}:v1:organisations:{issuer.id}"


def method_of(did: str, key: KeyFacts) -> str:
    """The key's address as Multikey, for Data Integrity proofs."""
    return f"{did}#{key.id}"


def kid_of(did: str, key: KeyFacts) -> str:
    """The key's address as JSON Web Key, for tokens: its thumbprint."""
    return f"{did}#{thumbprint(key.public_key)}"


def did_document(issuer: Issuer, keys: Sequence[KeyFacts], *, api_url: str) -> Document:
    """The issuer's DID document: every key it ever had, in both forms; a compromised one may assert nothing."""
    did, market = did_of(issuer, api_url), did_of_market(api_url)
    methods: list[Document] = []
    trusted: list[str] = []
    for key in keys:
        ended = {"revoked": moment_text(key.compromised_at)} if key.compromised_at else {}
        multikey = {"publicKeyMultibase": to_multikey(key.public_key)}
        jwk = {"publicKeyJwk": to_jwk(key.public_key) | {"kid": thumbprint(key.public_key), "alg": "EdDSA"}}
        methods += [
            {"id": method_of(did, key), "type": "Multikey", "controller": did, **multikey, **ended},
            {"id": kid_of(did, key), "type": "JsonWebKey", "controller": did, **jwk, **ended},
        ]
        if key.compromised_at is None:
            trusted += [method_of(did, key), kid_of(did, key)]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": did,
        **({} if did == market else {"controller": market}),
        "verificationMethod": methods,
        "assertionMethod": trusted,
    }
