"""Documents of linked data, put together when they are read: who reads one later must ask again."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from certification.errors import NoSuchCertificate
from certification.pages import queries as pages
from certification.pages.facts import CertificateFace
from certification.queries import find_standing
from certification.rules import why_not_shown
from certification.structured import queries
from certification.structured.certification import Addresses, certification_facts, certification_node
from certification.structured.terms import OWN_CONTEXT
from models.enums import AssuranceClass

Node = dict[str, Any]
_ACTIVE = {
    "schema:certificationStatus": "schema:CertificationActive",
    "gs1:certificationStatus": "gs1:CertificationStatus-ACTIVE",
}
_INACTIVE = {
    "schema:certificationStatus": "schema:CertificationInactive",
    "gs1:certificationStatus": "gs1:CertificationStatus-INACTIVE",
}


def read_product_data(
    session: Session, id_or_slug: str, *, addresses: Addresses, lang: str, now: datetime
) -> Node | None:
    """A product on sale as schema.org, GS1 and DFC tell it; None when there is none.

    `hasCertification` holds what somebody else vouches for and what is shown at this moment; what the producer says of
    itself, with papers or without, is a `dfc-b:hasClaim` and nothing more.
    """
    product = queries.find_product(session, id_or_slug)
    if product is None:
        return None
    certifications: list[Node] = []
    claims: list[Node] = [
        {"id": f"{addresses.api_url}/v1/terms#{word.code}", "schema:name": word.label}
        for word in queries.list_own_words(session, product.producer_id, lang=lang)
    ]
    for carried in queries.list_carried(session, product.id, at=now):
        face = pages.find_face(session, carried.certificate_id)
        assert face is not None
        if face.scheme.assurance_class is AssuranceClass.SELF_DECLARED:
            claims.append({"id": _address(face, addresses), "schema:name": face.scheme.name})
        else:
            certifications.append(_node(face, addresses, carried.codes) | _ACTIVE)
    named = [{"id": node["id"]} for node in certifications]
    return {
        "@context": OWN_CONTEXT,
        "id": f"{addresses.storefront_url}/products/{product.slug}",
        "type": ["schema:Product", "gs1:Product", "dfc-b:SuppliedProduct"],
        "schema:name": product.name,
        "schema:countryOfOrigin": product.origin_country,
        "schema:manufacturer": {
            "id": f"{addresses.storefront_url}/producers/{product.producer_slug}",
            "type": "schema:Organization",
            "schema:name": product.producer_name,
        },
        "schema:hasCertification": certifications,
        "gs1:certification": named,
        "dfc-b:hasCertification": named,
        "dfc-b:hasClaim": claims,
    }


def read_certificate_data(session: Session, certificate_id: str, *, addresses: Addresses, now: datetime) -> Node:
    """A certificate that was verified at least once, with its status at this moment. Raises NoSuchCertificate."""
    face, standing = pages.find_face(session, certificate_id), find_standing(session, certificate_id)
    if face is None or standing is None:
        raise NoSuchCertificate()
    status = _ACTIVE if why_not_shown(standing, now) is None else _INACTIVE
    return {"@context": OWN_CONTEXT, **certification_node(certification_facts(face, addresses)), **status}


def _address(face: CertificateFace, addresses: Addresses) -> str:
    return certification_facts(face, addresses).address


def _node(face: CertificateFace, addresses: Addresses, codes: dict[str, str]) -> Node:
    """The certificate, with what GS1 and the DFC call its scheme where they have a word for it."""
    node = certification_node(certification_facts(face, addresses))
    same = [
        f"{prefix}{codes[name]}"
        for name, prefix in (("gs1", "gs1:PackagingMarkedLabelAccreditationCode-"), ("dfc", "dfc-f:"))
        if codes.get(name)
    ]
    return node | ({"schema:about": [{"id": iri} for iri in same]} if same else {})
