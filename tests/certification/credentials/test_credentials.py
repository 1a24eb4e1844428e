"""A certificate's credential, from its first read to its revocation; checked by ourselves and by another's library."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import jwt
import pytest
from openvc import VerificationPolicy
from openvc import verify_credential as verify_elsewhere
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.credentials.bits import BITS, encode_bits, has_bit
from certification.credentials.errors import NoSuchIssuer, NoSuchStatusList, SigningKeyUnreadable
from certification.credentials.jose import has_valid_signature, read_token
from certification.credentials.multibase import NotMultibase
from certification.credentials.queries import list_standings_by
from certification.credentials.read import (
    read_credential,
    read_did_document,
    read_status_list,
    sign,
    sign_as_token,
)
from certification.credentials.rotate_signing_key import rotate_signing_key
from certification.credentials.verify_credential import Finding, verify_credential
from certification.errors import NoSuchCertificate
from certification.pages.read import read_proof
from certification.queries import find_standing
from certification.structured.certification import Addresses
from certification.withdraw_mandate import withdraw_mandate
from models.enums import OrganisationKind, SubjectKind, VerificationDecision
from models.organisations import Organisation
from tests.certification.registry import NOTHING, NOW, Registry

ADDRESSES = Addresses("https://api.market.example", "https://market.example")
SECRET = "a secret of at least thirty-two letters, for tests"
LATER = NOW + timedelta(hours=1)


@dataclass
class Desk:
    """Reads what anybody can fetch, at a moment."""

    registry: Registry
    fetched: list[str] = field(default_factory=list)

    def did(self, organisation_id: str | None, now: datetime = NOW) -> dict:
        return read_did_document(
            self.registry.database, organisation_id=organisation_id, addresses=ADDRESSES, secret=SECRET, now=now
        )

    def credential(self, certificate_id: str, now: datetime = NOW) -> dict:
        return sign(
            self.registry.database, self._unsigned(certificate_id, now), addresses=ADDRESSES, secret=SECRET, now=now
        )

    def token(self, certificate_id: str, now: datetime = NOW) -> str:
        return sign_as_token(
            self.registry.database, self._unsigned(certificate_id, now), addresses=ADDRESSES, secret=SECRET, now=now
        )

    def _unsigned(self, certificate_id: str, now: datetime):
        return read_credential(self.registry.database, certificate_id=certificate_id, addresses=ADDRESSES, now=now)

    def status_list(self, address: str, now: datetime = NOW, *, as_token: bool = False) -> Any:
        wanted = address.rpartition("/")[2]
        unsigned = read_status_list(self.registry.database, status_list_id=wanted, addresses=ADDRESSES, now=now)
        signing: Callable[..., Any] = sign_as_token if as_token else sign
        return signing(self.registry.database, unsigned, addresses=ADDRESSES, secret=SECRET, now=now)

    def lists_of(self, credential: dict, now: datetime) -> dict[str, Any]:
        addresses = [entry["statusListCredential"] for entry in credential["credentialStatus"]]
        return {address: self.status_list(address, now) for address in addresses}

    def findings(self, credential: dict, now: datetime = NOW) -> list[Finding]:
        issuer = credential["issuer"]["id"].rpartition(":")[2]
        return verify_credential(
            credential, issuer_document=self.did(issuer, now), status_lists=self.lists_of(credential, now), at=now
        )

    def elsewhere(self, credential: Any, now: datetime = NOW):
        """The verdict of openvc, which fetches by `did:web` and by the lists' addresses."""

        def fetch(url: str) -> dict:
            self.fetched.append(url)
            return self.did(url.split("/")[-2], now)

        return verify_elsewhere(
            credential,
            resolver=DidResolverRegistry([DidWebResolver(fetch)]),
            resolve_status_list=lambda url: self.status_list(url, now),
            policy=VerificationPolicy(
                now=now, expected_types=["CertificationCredential"], require_status_issuer_binding=True
            ),
        )


@pytest.fixture
def desk(registry: Registry) -> Desk:
    return Desk(registry)


def test_what_a_credential_says(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified(subjects=[(SubjectKind.CATEGORY, "coffee")], number="990552")
    credential = desk.credential(certificate_id)
    andes = f"did:web:api.market.example:v1:organisations:{registry['andes']}"
    assert credential["issuer"] == {"id": andes, "name": "Andes"}
    assert (credential["validFrom"], credential["validUntil"]) == ("2026-11-24T12:00:00Z", "2027-06-30T22:00:00Z")
    assert credential["id"] == f"https://api.market.example/v1/certificates/{certificate_id}/credential"
    certification = credential["credentialSubject"]["schema:hasCertification"]
    assert certification["gs1:certificationIdentification"] == "990552"
    assert certification["gs1:certificationSubject"] == ["category: Coffee"]
    assert certification["solifair:verificationMethod"] == "register_lookup"
    # What is signed says nothing of a status: only the lists do.
    assert "ertificationStatus" not in json.dumps(credential["credentialSubject"])
    statuses = [(entry["statusPurpose"], entry["type"]) for entry in credential["credentialStatus"]]
    assert statuses == [("revocation", "BitstringStatusListEntry"), ("suspension", "BitstringStatusListEntry")]
    again = desk.credential(certificate_id)
    assert again == credential
    assert desk.findings(credential) == []


def test_another_library_verifies_it(desk: Desk, registry: Registry) -> None:
    credential = desk.credential(registry.verified())
    result = desk.elsewhere(credential)
    assert result.issuer == credential["issuer"]["id"]
    assert desk.fetched == [f"https://api.market.example/v1/organisations/{registry['andes']}/did.json"]
    credential["credentialSubject"]["schema:name"] = "Somebody else"
    with pytest.raises(Exception, match="does not verify"):
        desk.elsewhere(credential)
    assert desk.findings(credential) == [Finding.BAD_SIGNATURE]


def test_another_library_verifies_the_token(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    token = desk.token(certificate_id)
    header, payload = read_token(token)
    assert (header["typ"], header["alg"], payload["id"]) == ("vc+jwt", "EdDSA", desk.credential(certificate_id)["id"])
    did = desk.did(registry["andes"])
    # openvc reads only tokens of the older form, with a claim `vc` that VC-JOSE-COSE forbids; PyJWT reads any.
    key = next(method for method in did["verificationMethod"] if method["id"] == header["kid"])
    assert jwt.decode(token, jwt.PyJWK(key["publicKeyJwk"]), algorithms=["EdDSA"]) == payload
    lists = desk.lists_of(payload, NOW)
    assert verify_credential(token, issuer_document=did, status_lists=lists, at=NOW) == []
    as_tokens = {address: desk.status_list(address, as_token=True) for address in lists}
    assert verify_credential(token, issuer_document=did, status_lists=as_tokens, at=NOW) == []
    head, _, signature = token.rpartition(".")
    forged = f"{head}.{signature[:-4]}AAAA"
    assert verify_credential(forged, issuer_document=did, status_lists=lists, at=NOW) == [Finding.BAD_SIGNATURE]


@pytest.mark.parametrize(
    ("decision", "finding"),
    [(VerificationDecision.WITHDRAW, Finding.REVOKED), (VerificationDecision.SUSPEND, Finding.SUSPENDED)],
)
def test_a_decision_counts_with_the_next_read(
    desk: Desk, registry: Registry, decision: VerificationDecision, finding: Finding
) -> None:
    certificate_id = registry.verified()
    credential = desk.credential(certificate_id)
    other = desk.credential(registry.verified("organic"))
    registry.decide(certificate_id, decision, now=LATER)
    assert desk.findings(credential, LATER) == [finding]
    assert desk.findings(desk.credential(certificate_id, LATER), LATER) == [finding]
    assert desk.findings(other, LATER) == []
    with pytest.raises(Exception, match=r"revoked|suspended"):
        desk.elsewhere(credential, LATER)


def test_a_suspension_is_lifted_and_an_announced_end_has_not_come(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    credential = desk.credential(certificate_id)
    registry.decide(certificate_id, VerificationDecision.SUSPEND, now=LATER)
    assert desk.findings(credential, LATER) == [Finding.SUSPENDED]
    lifted = LATER + timedelta(hours=1)
    registry.decide(certificate_id, VerificationDecision.LIFT, now=lifted)
    assert desk.findings(credential, lifted) == []
    announced = lifted + timedelta(days=3)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=lifted, effective_at=announced)
    assert desk.findings(credential, announced - timedelta(seconds=1)) == []
    assert desk.findings(credential, announced) == [Finding.REVOKED]


def test_what_was_revoked_stays_so_when_the_certificate_is_reinstated(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    old = desk.credential(certificate_id)
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=LATER)
    withdrawn = desk.credential(certificate_id, LATER)
    assert withdrawn["credentialStatus"] == old["credentialStatus"]
    # Also a credential that is first read when there is nothing left of it.
    unread = registry.verified("organic")
    registry.decide(unread, VerificationDecision.WITHDRAW, now=LATER)
    assert desk.findings(desk.credential(unread, LATER), LATER) == [Finding.REVOKED]
    reinstated = LATER + timedelta(hours=1)
    registry.decide(certificate_id, VerificationDecision.REINSTATE, now=reinstated)
    after = reinstated + timedelta(hours=1)
    new = desk.credential(certificate_id, after)
    places = [
        {(each["statusPurpose"], each["statusListIndex"]) for each in one["credentialStatus"]} for one in (old, new)
    ]
    assert not places[0] & places[1]
    assert desk.findings(old, after) == [Finding.REVOKED]
    assert desk.findings(new, after) == []
    assert desk.credential(certificate_id, after) == new
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=after + timedelta(hours=1))
    assert desk.findings(new, after + timedelta(hours=1)) == [Finding.REVOKED]


def test_dates_end_it_without_a_bit(desk: Desk, registry: Registry) -> None:
    credential = desk.credential(registry.verified(valid_to=date(2026, 12, 31)))
    last_second = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)  # a day of Berlin
    assert desk.findings(credential, last_second) == []
    assert desk.findings(credential, last_second + timedelta(seconds=1)) == [Finding.EXPIRED]
    before = NOW - timedelta(days=1)
    assert desk.findings(credential, before)[0] == Finding.NOT_YET_VALID


def test_a_credential_holds_exactly_while_the_proof_is_shown(desk: Desk, registry: Registry) -> None:
    """One federation, one story; before, at and after each of its turns."""
    certificate_id = registry.verified(valid_to=date(2027, 1, 31), recheck_due_on=date(2026, 12, 20))
    first = desk.credential(certificate_id)
    day = timedelta(days=1)
    turns = [NOW]
    for decision in (
        VerificationDecision.SUSPEND,
        VerificationDecision.LIFT,
        VerificationDecision.WITHDRAW,
        VerificationDecision.REINSTATE,
        VerificationDecision.VERIFY,
        VerificationDecision.SUSPEND,
        VerificationDecision.WITHDRAW,
    ):
        at = turns[-1] + day
        registry.decide(certificate_id, decision, now=at)
        turns.append(at)
        with registry.database.reading() as session:
            is_shown = read_proof(session, certificate_id=certificate_id, lang="en", now=at).is_shown
        assert (desk.findings(desk.credential(certificate_id, at), at) == []) == is_shown, decision
        # The first credential ends with the first withdrawal, whatever becomes of the certificate.
        assert (desk.findings(first, at) == []) == (is_shown and len(turns) < 4), decision


def test_a_recheck_that_falls_due_bounds_it(desk: Desk, registry: Registry) -> None:
    credential = desk.credential(registry.verified(recheck_due_on=date(2027, 1, 31)))
    assert credential["validUntil"] == "2027-01-31T23:00:00Z"
    overdue = datetime(2027, 2, 1, 0, tzinfo=UTC)
    assert desk.findings(credential, overdue) == [Finding.EXPIRED, Finding.SUSPENDED]


def test_a_recheck_is_overdue_at_the_same_moment_for_the_issuer_and_for_the_claim(registry: Registry) -> None:
    """In Havana clocks go back over midnight: 7 November 2027 begins twice, and the first time counts."""
    with registry.database.transaction() as session:
        session.execute(text("update scheme set timezone = 'America/Havana' where code = 'guarantee'"))
    certificate_id = registry.verified("guarantee", valid_to=date(2028, 6, 30), recheck_due_on=date(2027, 11, 6))
    with registry.database.reading() as session:
        standing = find_standing(session, certificate_id)
        by_issuer = list_standings_by(session, [certificate_id], issuer_id=registry["andes"])[certificate_id]
    assert by_issuer == standing
    assert by_issuer.vouched_until == datetime(2027, 11, 7, 4, tzinfo=UTC)


def test_each_federation_answers_for_its_own_word(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    first = desk.credential(certificate_id)
    registry.decide(certificate_id, VerificationDecision.VERIFY, verifier="kwame", federation="baobab", now=LATER)
    second = desk.credential(certificate_id, LATER)
    assert (first["issuer"]["name"], second["issuer"]["name"]) == ("Andes", "Baobab")
    assert not {entry["id"] for entry in first["credentialStatus"]} & set(desk.lists_of(second, LATER))
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=LATER)
    assert desk.findings(first, LATER) == [Finding.SUSPENDED]
    assert desk.findings(second, LATER) == []
    # Where the last verifier has lost its mandate, the one that still answers signs.
    third = registry.verified("organic")
    registry.decide(third, VerificationDecision.VERIFY, verifier="kwame", federation="baobab", now=LATER)
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["baobab:organic"], now=LATER)
    assert desk.credential(third, LATER)["issuer"]["name"] == "Andes"


def test_whoever_vouches_now_signs_so_that_credential_and_proof_agree(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(
        certificate_id,
        VerificationDecision.VERIFY,
        verifier="kwame",
        federation="baobab",
        recheck_due_on=date(2027, 1, 31),
        now=LATER,
    )
    overdue = datetime(2027, 1, 31, 23, tzinfo=UTC)
    for at, issuer in ((overdue - timedelta(seconds=1), "Baobab"), (overdue, "Andes")):
        with registry.database.reading() as session:
            assert read_proof(session, certificate_id=certificate_id, lang="en", now=at).is_shown
        credential = desk.credential(certificate_id, at)
        assert (credential["issuer"]["name"], desk.findings(credential, at)) == (issuer, [])
    # Nobody vouches: of the two, the one that may still look again.
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=overdue)
    assert desk.credential(certificate_id, overdue)["issuer"]["name"] == "Baobab"


def test_a_network_that_verified_signs_what_it_verified(desk: Desk, registry: Registry) -> None:
    with registry.database.transaction() as session:
        session.execute(text("update organisation set kind = 'network' where id = :id"), {"id": registry["andes"]})
    credential = desk.credential(registry.verified())
    assert credential["issuer"]["name"] == "Andes"
    assert desk.findings(credential) == []


def test_only_what_was_verified_has_a_credential(desk: Desk, registry: Registry) -> None:
    for certificate_id in (registry.draft(), registry.submitted(), NOTHING, "?"):
        with pytest.raises(NoSuchCertificate):
            desk.credential(certificate_id)
    rejected = registry.submitted()
    registry.decide(rejected, VerificationDecision.REJECT)
    with pytest.raises(NoSuchCertificate):
        desk.credential(rejected)
    with pytest.raises(NoSuchStatusList):
        desk.status_list("https://api.market.example/v1/status-lists/stl_1")
    assert registry.one("select count(*) from status_entry") == 0


def test_a_new_key_signs_and_the_old_one_still_verifies(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    old = desk.credential(certificate_id)
    with registry.database.transaction() as session:
        rotate_signing_key(session, registry["andes"], secret=SECRET, now=LATER)
    new = desk.credential(certificate_id, LATER)
    assert new["proof"]["verificationMethod"] != old["proof"]["verificationMethod"]
    assert desk.findings(old, LATER) == desk.findings(new, LATER) == []
    assert desk.elsewhere(old, LATER).issuer == desk.elsewhere(new, LATER).issuer
    assert registry.one("select count(sealed_private_key) from signing_key") == 1
    with registry.database.transaction() as session:
        rotate_signing_key(session, registry["andes"], secret=SECRET, now=LATER, is_compromised=True)
    assert desk.findings(new, LATER) == [Finding.UNKNOWN_KEY]
    assert desk.findings(old, LATER) == []
    assert desk.findings(desk.credential(certificate_id, LATER), LATER) == []
    assert len(desk.did(registry["andes"], LATER)["verificationMethod"]) == 6


def test_the_market_and_its_federations_are_issuers_and_nobody_else(desk: Desk, registry: Registry) -> None:
    with pytest.raises(NoSuchIssuer):
        desk.did(None)
    with registry.database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country="FR"))
    market, federation = desk.did(None), desk.did(registry["andes"])
    assert market["id"] == "did:web:api.market.example"
    assert federation["controller"] == market["id"]
    assert desk.did(None) == market
    for nobody in (registry["coop"], NOTHING):
        with pytest.raises(NoSuchIssuer):
            desk.did(nobody)
    with registry.database.transaction() as session, pytest.raises(NoSuchIssuer):
        rotate_signing_key(session, registry["coop"], secret=SECRET, now=NOW)


def test_a_copy_of_the_database_signs_nothing(desk: Desk, registry: Registry) -> None:
    certificate_id = registry.verified()
    desk.credential(certificate_id)
    unsigned = desk._unsigned(certificate_id, NOW)
    with pytest.raises(SigningKeyUnreadable):
        sign(registry.database, unsigned, addresses=ADDRESSES, secret=SECRET + "!", now=NOW)
    with registry.database.transaction() as session:
        session.execute(text("update signing_key set id = 'sgk_other'"))
    with pytest.raises(SigningKeyUnreadable):
        desk.credential(certificate_id)


def test_keys_and_places_are_kept(desk: Desk, registry: Registry) -> None:
    desk.credential(registry.verified())
    for statement in (
        "delete from signing_key",
        "delete from status_list",
        "delete from status_entry",
        "update status_entry set position = 1",
    ):
        with pytest.raises(DBAPIError), registry.database.transaction() as session:
            session.execute(text(statement))


def test_places_are_drawn_once(desk: Desk, registry: Registry) -> None:
    certificates = [registry.verified() for _ in range(4)]
    credentials = [desk.credential(certificate_id) for certificate_id in certificates]
    assert [desk.credential(certificate_id) for certificate_id in certificates] == credentials
    for purpose in range(2):
        entries = [credential["credentialStatus"][purpose] for credential in credentials]
        assert len({entry["statusListCredential"] for entry in entries}) == 1
        indexes = [int(entry["statusListIndex"]) for entry in entries]
        assert len(set(indexes)) == 4
        assert indexes != [0, 1, 2, 3]


FORGERIES: list[tuple[str, Callable[[dict, dict, dict], object], list[Finding]]] = [
    ("no proof", lambda c, d, s: c.pop("proof"), [Finding.NOT_A_CREDENTIAL]),
    ("another issuer", lambda c, d, s: c.update(issuer="did:web:evil.example"), [Finding.WRONG_ISSUER]),
    ("another's document", lambda c, d, s: d.update(id="did:web:evil.example"), [Finding.WRONG_ISSUER]),
    ("a key that may not", lambda c, d, s: d.update(assertionMethod=[]), [Finding.UNKNOWN_KEY]),
    (
        "a key named twice",
        lambda c, d, s: d["verificationMethod"].append(d["verificationMethod"][0]),
        [Finding.UNKNOWN_KEY],
    ),
    ("no status", lambda c, d, s: c.pop("credentialStatus"), [Finding.BAD_SIGNATURE]),
    ("no lists", lambda c, d, s: s.clear(), [Finding.STATUS_UNKNOWN] * 2),
    (
        "a list of one's own",
        lambda c, d, s: [each["credentialSubject"].update(encodedList=encode_bits([7])) for each in s.values()],
        [Finding.STATUS_UNKNOWN] * 2,
    ),
    (
        "lists exchanged",
        lambda c, d, s: s.update(zip(list(s), list(reversed(s.values())), strict=True)),
        [Finding.STATUS_UNKNOWN] * 2,
    ),
]


@pytest.mark.parametrize(("name", "forge", "findings"), FORGERIES, ids=[each[0] for each in FORGERIES])
def test_forgeries_are_found(
    desk: Desk, registry: Registry, name: str, forge: Callable[[dict, dict, dict], object], findings: list[Finding]
) -> None:
    credential = desk.credential(registry.verified())
    did, lists = desk.did(registry["andes"]), desk.lists_of(credential, NOW)
    assert verify_credential(credential, issuer_document=did, status_lists=lists, at=NOW) == []
    forge(credential, did, lists)
    assert verify_credential(credential, issuer_document=did, status_lists=lists, at=NOW) == findings


def test_bits_stand_where_they_are_set() -> None:
    encoded = encode_bits([0, 9, BITS - 1])
    assert [position for position in range(BITS) if has_bit(encoded, position)] == [0, 9, BITS - 1]
    for wrong in (-1, BITS):
        with pytest.raises(NotMultibase):
            has_bit(encoded, wrong)
    for nonsense in ("", "z123", "uAAAA", encoded[:40]):
        with pytest.raises(NotMultibase):
            has_bit(nonsense, BITS - 1)
    # The example of the specification: an empty list of 16 KB.
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert not any(has_bit(example, position) for position in range(BITS))


def test_a_token_of_another_kind_is_none() -> None:
    for token in ("", "a.b", "a.b.c.d", "e30.W10.x", "é.é.é"):
        assert not has_valid_signature(token, public_key=bytes(32))
        with pytest.raises(NotMultibase):
            read_token(token)
