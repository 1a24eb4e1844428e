"""Sign a statement in the market's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from certification.credentials import queries as keys
from certification.credentials.did import did_of, did_of_market, method_of
from certification.credentials.integrity import sign_document
from certification.credentials.make_signing_key import make_signing_key
from certification.credentials.sealing import unseal
from certification.credentials.times import moment_text
from market.impact.document import canonical


@dataclass(frozen=True)
class Signing:
    """Under which address the market signs (its did:web), and what its keys are sealed with."""

    api_url: str
    secret: str

    @property
    def did(self) -> str:
        return did_of_market(self.api_url)


@dataclass(frozen=True)
class Signer:
    """A key and the address under which everybody finds its public half."""

    private_key: Ed25519PrivateKey
    verification_method: str


def market_signer(session: Session, signing: Signing, *, now: datetime) -> Signer:
    """The market's own key; one is made when it has none. Raises SigningKeyUnreadable."""
    market = keys.find_market(session)
    assert market is not None
    make_signing_key(session, market.id, secret=signing.secret, now=now)
    key = keys.find_current_key(session, market.id)
    assert key is not None
    assert key.sealed_private_key is not None
    return Signer(
        unseal(key.sealed_private_key, key_id=key.id, secret=signing.secret),
        method_of(did_of(market, signing.api_url), keys.key_facts(key)),
    )


def signed_text(document: Mapping[str, object], signer: Signer, *, created: datetime) -> str:
    """The canonical text of the document with its proof (eddsa-jcs-2022): the same whenever it is signed again."""
    signed = sign_document(
        document,
        private_key=signer.private_key,
        verification_method=signer.verification_method,
        created=moment_text(created),
    )
    return canonical(signed).decode()
