"""The vocabularies our documents use, as a JSON-LD context that stands in the document itself: nothing is fetched.

schema.org 30.0, GS1 Web Vocabulary 1.16, DFC business ontology 1.16. The enumerations of schema.org are written with
https.
"""

from typing import Any

_DFC = "https://github.com/datafoodconsortium/ontology/releases/latest/download/DFC_BusinessOntology.owl#"
_FACETS = "https://github.com/datafoodconsortium/taxonomies/releases/latest/download/facets.rdf#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

CONTEXT: dict[str, Any] = {
    "schema": "https://schema.org/",
    "gs1": "https://ref.gs1.org/voc/",
    "dfc-b": _DFC,
    "dfc-f": _FACETS,
    "xsd": _XSD,
    "solifair": "urn:solifair:terms:",
    "gs1:certificationStartDate": {"@type": "xsd:date"},
    "gs1:certificationEndDate": {"@type": "xsd:date"},
    "gs1:certificationAuditDate": {"@type": "xsd:date"},
    "gs1:certificationURI": {"@type": "xsd:anyURI"},
    "gs1:certificationStatus": {"@type": "@id"},
    "schema:certificationStatus": {"@type": "@id"},
    "schema:validFrom": {"@type": "schema:Date"},
    "schema:expires": {"@type": "schema:Date"},
    "schema:auditDate": {"@type": "schema:Date"},
    "schema:url": {"@type": "@id"},
    "dfc-b:hasCertification": {"@type": "@id"},
    "dfc-b:hasClaim": {"@type": "@id"},
}
# What a credential's own words mean, beside those of the W3C.
CREDENTIAL_CONTEXT: dict[str, Any] = {**CONTEXT, "CertificationCredential": "solifair:CertificationCredential"}
# A document that builds on no other context says itself what these two words mean.
OWN_CONTEXT: dict[str, Any] = {"id": "@id", "type": "@type", **CONTEXT}
