"""Linked data as a machine reads it: expanded, with every term an address, and nothing certified that is not."""

from datetime import timedelta
from typing import Any

import pytest
from pyld import jsonld
from starlette.testclient import TestClient

from certification.credentials.documents import CREDENTIALS_V2
from certification.credentials.read import read_credential
from certification.structured.certification import Addresses
from certification.structured.read import read_certificate_data, read_product_data
from kit.clock import utc_now
from models.certification import Scheme
from models.enums import AssuranceClass, SolidarityKind, VerificationDecision
from models.organisations import SolidarityLink, Term
from tests.certification.credentials.test_credential_api import certificate_id, http
from tests.certification.registry import LONG_AGO, NOTHING, NOW, Registry

__all__ = ["certificate_id", "http"]  # fixtures

ADDRESSES = Addresses("https://api.market.example", "https://market.example")
SCHEMA, GS1 = "https://schema.org/", "https://ref.gs1.org/voc/"
DFC = "https://github.com/datafoodconsortium/ontology/releases/latest/download/DFC_BusinessOntology.owl#"
FACETS = "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/facets.rdf#"
LATER = NOW + timedelta(hours=1)
# As much of the W3C's context as our credentials use, in our own words: the published one is not fetched in tests.
_V2 = "https://www.w3.org/2018/credentials#"
CONTEXT_V2 = {
    "@context": {
        "@protected": True,
        "id": "@id",
        "type": "@type",
        "name": "https://schema.org/name",
        "VerifiableCredential": f"{_V2}VerifiableCredential",
        "BitstringStatusListEntry": "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry",
        **{
            name: {"@id": f"{_V2}{name}", "@type": "@id"}
            for name in ("issuer", "credentialSubject", "credentialStatus")
        },
        **{
            name: {"@id": f"{_V2}{name}", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
            for name in ("validFrom", "validUntil")
        },
        **{
            name: f"https://www.w3.org/ns/credentials/status#{name}"
            for name in ("statusPurpose", "statusListIndex", "statusListCredential")
        },
    }
}


def no_network(url: str, options: object) -> dict[str, Any]:
    assert url == CREDENTIALS_V2, f"{url} would be fetched"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT_V2, "contentType": "application/ld+json"}


def expanded(document: dict) -> dict[str, Any]:
    """The one node of a document. A term that the context does not know would be dropped, and is an error here."""
    found = jsonld.expand(document, {"documentLoader": no_network})
    assert len(found) == 1
    dropped = terms(document) - {"@context"} - known(found)
    assert dropped == set()
    return found[0]


def terms(value: Any) -> set[str]:
    """Every term of a document, by its last part."""
    if isinstance(value, list):
        return {term for one in value for term in terms(one)}
    if not isinstance(value, dict):
        return set()
    inner = {term for name, one in value.items() if name != "@context" for term in terms(one)}
    return inner | {name.rpartition(":")[2] for name in value if name != "@context"}


def known(value: Any) -> set[str]:
    """Every address of a term in an expanded document, by its last part."""
    if isinstance(value, list):
        return {term for one in value for term in known(one)}
    if not isinstance(value, dict):
        return set()
    own = {name.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2] for name in value}
    keywords = {"id" for name in value if name == "@id"} | {"type" for name in value if name == "@type"}
    return own | keywords | {term for one in value.values() for term in known(one)}


def ids(node: dict, term: str) -> list[str]:
    return [one["@id"] for one in node.get(term, [])]


def product(registry: Registry, name: str = "espresso", at=NOW) -> dict:
    with registry.database.reading() as session:
        found = read_product_data(session, name, addresses=ADDRESSES, lang="en", now=at)
    assert found is not None
    return expanded(found)


def test_what_is_certified_and_what_is_only_said(registry: Registry) -> None:
    with registry.database.transaction() as session:
        scheme = session.get_one(Scheme, registry["fairtrade"])
        scheme.codes = {"gs1": "FAIR_TRADE_MARK", "dfc": "FairTradeMaxHaavelar"}
        session.get_one(Scheme, registry["guarantee"]).assurance_class = AssuranceClass.SELF_DECLARED
        session.add(Term(code="shade", scheme="values", labels={"en": "Grown in shade"}))
        session.flush()
        session.add(
            SolidarityLink(
                organisation_id=registry["coop"],
                kind=SolidarityKind.VALUES,
                term_code="shade",
                consented_on=LONG_AGO.date(),
            )
        )
    fair = f"{ADDRESSES.api_url}/v1/certificates/{registry.verified('fairtrade', number='990552')}"
    own = f"{ADDRESSES.api_url}/v1/certificates/{registry.verified('guarantee')}"
    registry.submitted("organic")
    node = product(registry)
    assert node["@id"] == "https://market.example/products/espresso"
    assert node["@type"] == [f"{SCHEMA}Product", f"{GS1}Product", f"{DFC}SuppliedProduct"]
    for term in (f"{SCHEMA}hasCertification", f"{GS1}certification", f"{DFC}hasCertification"):
        assert ids(node, term) == [fair]
    assert ids(node, f"{DFC}hasClaim") == [f"{ADDRESSES.api_url}/v1/terms#shade", own]
    certification = node[f"{SCHEMA}hasCertification"][0]
    assert certification["@type"] == [f"{SCHEMA}Certification", f"{GS1}CertificationDetails"]
    assert ids(certification, f"{SCHEMA}certificationStatus") == [f"{SCHEMA}CertificationActive"]
    assert ids(certification, f"{GS1}certificationStatus") == [f"{GS1}CertificationStatus-ACTIVE"]
    assert certification[f"{GS1}certificationStartDate"] == [
        {"@type": "http://www.w3.org/2001/XMLSchema#date", "@value": "2026-01-01"}
    ]
    assert ids(certification, f"{SCHEMA}about") == [
        f"{GS1}PackagingMarkedLabelAccreditationCode-FAIR_TRADE_MARK",
        f"{FACETS}FairTradeMaxHaavelar",
    ]


@pytest.mark.parametrize("decision", [VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW])
def test_what_no_longer_holds_is_gone_from_the_product_and_inactive_by_itself(
    registry: Registry, decision: VerificationDecision
) -> None:
    certificate = registry.verified()
    assert ids(product(registry), f"{SCHEMA}hasCertification")
    registry.decide(certificate, decision, now=LATER)
    node = product(registry, at=LATER)
    assert f"{SCHEMA}CertificationActive" not in str(node)
    for term in (f"{SCHEMA}hasCertification", f"{GS1}certification", f"{DFC}hasCertification", f"{DFC}hasClaim"):
        assert ids(node, term) == []
    with registry.database.reading() as session:
        alone = expanded(read_certificate_data(session, certificate, addresses=ADDRESSES, now=LATER))
    assert ids(alone, f"{SCHEMA}certificationStatus") == [f"{SCHEMA}CertificationInactive"]
    assert ids(alone, f"{GS1}certificationStatus") == [f"{GS1}CertificationStatus-INACTIVE"]


def test_a_credential_expands_with_nothing_lost(registry: Registry) -> None:
    wanted = registry.verified()
    unsigned = read_credential(registry.database, certificate_id=wanted, addresses=ADDRESSES, now=NOW)
    node = expanded(unsigned.document)
    assert node["@type"] == [f"{_V2}VerifiableCredential", "urn:solifair:terms:CertificationCredential"]
    subject = node[f"{_V2}credentialSubject"][0]
    certification = subject[f"{SCHEMA}hasCertification"][0]
    assert certification[f"{GS1}certificationAgency"] == [{"@value": "Owner"}]


def test_over_http(http: TestClient, registry: Registry, certificate_id: str) -> None:
    answer = http.get("/v1/products/espresso/linked-data")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
    assert answer.headers["cache-control"] == "public, no-cache"
    node = expanded(answer.json())
    assert ids(node, f"{DFC}hasCertification") == [f"http://127.0.0.1:8101/v1/certificates/{certificate_id}"]
    alone = http.get(f"/v1/certificates/{certificate_id}/linked-data")
    assert expanded(alone.json())["@id"] == f"http://127.0.0.1:8101/v1/certificates/{certificate_id}"
    for path, code in (
        ("/v1/products/nothing/linked-data", "no_such_product"),
        (f"/v1/certificates/{NOTHING}/linked-data", "no_such_certificate"),
        (f"/v1/certificates/{registry.draft(now=utc_now())}/linked-data", "no_such_certificate"),
    ):
        refused = http.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, code)
