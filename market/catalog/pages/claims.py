"""A claim as a shopper reads it: who vouches, for what, checked by whom, and whether its logo may be shown."""

from collections.abc import Mapping
from typing import TypedDict

from certification.display import EU_COUNTRIES, SchemeFacts, assurance_text, display_of
from models.enums import AssuranceClass

_COVERS: Mapping[str, Mapping[str, str]] = {
    "whole_product": {
        "en": "the whole product",
        "fr": "le produit entier",
        "es": "el producto entero",
        "pt": "o produto inteiro",
    },
    "ingredient": {
        "en": "an ingredient of it",
        "fr": "un de ses ingrédients",
        "es": "uno de sus ingredientes",
        "pt": "um dos seus ingredientes",
    },
    "enterprise": {
        "en": "the organisation that makes it, not the product",
        "fr": "l'organisation qui le fabrique, non le produit",
        "es": "la organización que lo hace, no el producto",
        "pt": "a organização que o faz, não o produto",
    },
}
_SENTENCE: Mapping[str, str] = {
    "en": "{scheme} covers {what}.",
    "fr": "{scheme} couvre {what}.",
    "es": "{scheme} abarca {what}.",
    "pt": "{scheme} abrange {what}.",
}


class SchemeRow(TypedDict):
    code: str
    name: str
    owner: str


class ClaimRow(TypedDict):
    """A claim as the page statements give it; `four_tests` are those of Directive (EU) 2024/825, in their order."""

    scheme: SchemeRow
    assurance_class: str
    four_tests: list[bool | None]
    covers: str
    certificate_id: str
    number: str
    valid_until: str
    verified_at: str | None
    verified_by: dict[str, str] | None
    method: str | None


def needs_public_scheme(market_country: str) -> bool:
    """Whether a label shown in this market must pass the EU's tests."""
    return market_country in EU_COUNTRIES


def claim_document(claim: ClaimRow, *, lang: str, market_country: str) -> dict[str, object]:
    """The claim with its assurance in words and the sentence that says what it covers."""
    assurance = AssuranceClass(claim["assurance_class"])
    facts = SchemeFacts(assurance, *claim["four_tests"])
    spoken = lang if lang in _SENTENCE else "en"
    return {
        "scheme": claim["scheme"],
        "assurance_class": assurance,
        "assurance_text": assurance_text(assurance, lang),
        "covers": claim["covers"],
        "display": display_of(facts, market_country),
        "certificate_id": claim["certificate_id"],
        "number": claim["number"],
        "valid_until": claim["valid_until"],
        "verified_at": claim["verified_at"],
        "verified_by": claim["verified_by"],
        "method": claim["method"],
        "text": _SENTENCE[spoken].format(scheme=claim["scheme"]["name"], what=_COVERS[claim["covers"]][spoken]),
    }
