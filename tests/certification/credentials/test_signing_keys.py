"""Which keys may assert, and what becomes of what they signed."""

import pytest

from certification.credentials.distrust_signing_key import distrust_signing_key
from certification.credentials.errors import NoSuchIssuer, NoSuchSigningKey
from certification.credentials.jose import read_token
from certification.credentials.rotate_signing_key import rotate_signing_key
from certification.credentials.verify_credential import Finding, verify_credential
from tests.certification.credentials.test_credentials import LATER, SECRET, Desk
from tests.certification.registry import NOW, Registry


@pytest.fixture
def desk(registry: Registry) -> Desk:
    return Desk(registry)


def rotate(registry: Registry, issuer: str = "andes") -> None:
    with registry.database.transaction() as session:
        rotate_signing_key(session, registry[issuer], secret=SECRET, now=LATER)


def distrust(registry: Registry, named: str, issuer: str = "andes") -> str:
    with registry.database.transaction() as session:
        return distrust_signing_key(session, registry[issuer], named=named, secret=SECRET, now=LATER).id


def key_of(credential: dict) -> str:
    return credential["proof"]["verificationMethod"]


def test_a_key_that_was_retired_is_found_to_be_stolen(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    first = desk.credential(certificate_id)
    rotate(registry)
    second = desk.credential(certificate_id, LATER)
    rotate(registry)
    assert desk.findings(first, LATER) == desk.findings(second, LATER) == []
    distrust(registry, key_of(first))
    assert desk.findings(first, LATER) == [Finding.UNKNOWN_KEY]
    # Nobody else's signatures, and no new key: the one in use is not in question.
    assert desk.findings(second, LATER) == desk.findings(desk.credential(certificate_id, LATER), LATER) == []
    assert registry.one("select count(*) from signing_key") == 3
    assert registry.one("select action from audit_event order by sequence desc limit 1") == "signing_key.distrust"


def test_a_key_in_use_is_replaced_and_a_mark_stays(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    credential = desk.credential(certificate_id)
    key_id = distrust(registry, key_of(credential).rpartition("#")[2])
    assert desk.findings(credential, LATER) == [Finding.UNKNOWN_KEY]
    assert desk.findings(desk.credential(certificate_id, LATER), LATER) == []
    marked = "select compromised_at from signing_key where id = :id"
    since = registry.one(marked, id=key_id)
    distrust(registry, key_id)
    assert registry.one(marked, id=key_id) == since
    assert registry.one("select count(*) from signing_key") == 2


def test_a_key_is_named_as_a_token_names_it(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    token = desk.token(certificate_id)
    rotate(registry)
    distrust(registry, read_token(token)[0]["kid"])
    did = desk.did(registry["andes"], LATER)
    assert verify_credential(token, issuer_document=did, status_lists={}, at=LATER) == [Finding.UNKNOWN_KEY]


def test_only_an_issuers_own_key_is_distrusted(desk: Desk, registry: Registry) -> None:
    credential = desk.credential(registry.verified())
    with pytest.raises(NoSuchSigningKey):
        distrust(registry, key_of(credential), issuer="baobab")
    with pytest.raises(NoSuchIssuer):
        distrust(registry, key_of(credential), issuer="coop")
    assert desk.findings(credential, NOW) == []
