"""One certificate as `schema:Certification` and `gs1:CertificationDetails` at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certification.pages.facts import CertificateFace

Node = dict[str, Any]


@dataclass(frozen=True)
class Addresses:
    """Where the API and the storefront are, without a slash at the end."""

    api_url: str
    storefront_url: str


@dataclass(frozen=True)
class CertificationFacts:
    """What a certificate says. `address` names it, `proof_url` is where people read its proof."""

    address: str
    proof_url: str
    scheme_name: str
    scheme_owner: str
    issued_by: str
    number: str
    statement: str
    register_url: str
    assurance_class: str
    valid_from: date
    valid_to: date
    audit_on: date | None


def certification_node(facts: CertificationFacts) -> Node:
    """The node without its status: that changes, and what is signed does not."""
    agency = facts.issued_by or facts.scheme_owner
    node: Node = {
        "id": facts.address,
        "type": ["schema:Certification", "gs1:CertificationDetails"],
        "schema:name": facts.scheme_name,
        "schema:issuedBy": {"type": "schema:Organization", "schema:name": agency},
        "schema:certificationIdentification": facts.number,
        "schema:validFrom": facts.valid_from.isoformat(),
        "schema:expires": facts.valid_to.isoformat(),
        "schema:url": facts.proof_url,
        "gs1:certificationAgency": agency,
        "gs1:certificationStandard": facts.scheme_name,
        "gs1:certificationIdentification": facts.number,
        "gs1:certificationStartDate": facts.valid_from.isoformat(),
        "gs1:certificationEndDate": facts.valid_to.isoformat(),
        "solifair:assuranceClass": facts.assurance_class,
    }
    if facts.audit_on:
        node |= {
            "schema:auditDate": facts.audit_on.isoformat(),
            "gs1:certificationAuditDate": facts.audit_on.isoformat(),
        }
    if facts.statement:
        node["gs1:certificationStatement"] = facts.statement
    if facts.register_url:
        node["gs1:certificationURI"] = facts.register_url
    return node


def certification_facts(face: CertificateFace, addresses: Addresses) -> CertificationFacts:
    """What stands on a certificate, under its own addresses."""
    return CertificationFacts(
        address=f"{addresses.api_url}/v1/certificates/{face.id}",
        proof_url=f"{addresses.storefront_url}/proof/{face.id}",
        scheme_name=face.scheme.name,
        scheme_owner=face.scheme.owner,
        issued_by=face.issued_by,
        number=face.number,
        statement=face.statement,
        register_url=face.scheme.register_url,
        assurance_class=face.scheme.assurance_class,
        valid_from=face.valid_from,
        valid_to=face.valid_to,
        audit_on=face.audit_on,
    )
