"""A claim as a shopper reads it: who vouches, for what, checked by whom, and whether its logo may be shown."""

from collections.abc import Mapping, Sequence
from typing import TypedDict

from certification.display import EU_COUNTRIES, Display, SchemeFacts, assurance_text, display_of
from models.enums import AssuranceClass, Traceability

_COVERS: Mapping[str, Mapping[str, str]] = {
    "whole_product": {
        "en": "the whole product",
        "fr": "le produit entier",
        "es": "el producto entero",
        "pt": "o produto inteiro",
    },
    "ingredient": {
        "en": "this of its ingredients: {ingredients}",
        "fr": "parmi ses ingrédients : {ingredients}",
        "es": "de sus ingredientes: {ingredients}",
        "pt": "dos seus ingredientes: {ingredients}",
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
_TRAVELS: Mapping[Traceability, Mapping[str, str]] = {
    Traceability.PHYSICAL: {
        "en": "On its way it is kept apart from what is not certified.",
        "fr": "En chemin, ce qui est certifié reste séparé de ce qui ne l'est pas.",
        "es": "En el camino, lo certificado se mantiene separado de lo que no lo está.",
        "pt": "No caminho, o que é certificado fica separado do que não é.",
    },
    Traceability.MASS_BALANCE: {
        "en": "By mass balance: it may be mixed with what is not certified, and no more is sold than was bought.",
        "fr": "Par bilan massique : il peut être mélangé à du non certifié, et il n'en est pas vendu plus qu'acheté.",
        "es": "Por balance de masa: puede mezclarse con lo no certificado, y no se vende más de lo que se compró.",
        "pt": "Por balanço de massa: pode misturar-se com o não certificado, e não se vende mais do que se comprou.",
    },
}


_SAYS: Mapping[str, str] = {
    "en": "The producer says “{said}”. Nobody has checked it here.",
    "fr": "Le producteur dit « {said} ». Personne ne l'a vérifié ici.",
    "es": "El productor dice «{said}». Aquí nadie lo ha comprobado.",
    "pt": "O produtor diz «{said}». Aqui ninguém o verificou.",
}


class DeclaredRow(TypedDict):
    """A tag of the producer's own file, and the column it stood in."""

    tag: str
    said: str
    scheme: str | None
    source: str
    declared_at: str


class SchemeRow(TypedDict):
    code: str
    name: str
    owner: str


class ClaimRow(TypedDict):
    """A claim as the page statements give it; `four_tests` are those of Directive (EU) 2024/825, in their order.

    `ingredients` are named where the claim covers no more than these.
    """

    scheme: SchemeRow
    assurance_class: str
    four_tests: list[bool | None]
    limits: dict[str, str]
    covers: str
    ingredients: list[str]
    traceability: str | None
    certificate_id: str
    number: str
    valid_until: str
    verified_at: str | None
    verified_by: dict[str, str] | None
    method: str | None


def needs_public_scheme(market_country: str) -> bool:
    """Whether a label shown in this market must pass the EU's tests."""
    return market_country in EU_COUNTRIES


def declared_documents(declared: Sequence[DeclaredRow], *, lang: str, market_country: str) -> list[dict[str, object]]:
    """What the producer says of the product by tags, each as no more than that.

    Nothing in the EU: what a text may not say there without a proof (`certification/coach`), a tag may not say either.
    """
    if market_country in EU_COUNTRIES:
        return []
    sentence = _SAYS.get(lang, _SAYS["en"])
    return [{**one, "text": sentence.format(said=one["said"])} for one in declared]


def claim_document(claim: ClaimRow, *, lang: str, market_country: str) -> dict[str, object]:
    """The claim with its assurance in words and the sentences that say what it covers and how that travels."""
    assurance = AssuranceClass(claim["assurance_class"])
    limits = {country: Display(limit) for country, limit in claim["limits"].items()}
    facts = SchemeFacts(assurance, *claim["four_tests"], limits=limits)
    spoken = lang if lang in _SENTENCE else "en"
    what = _COVERS[claim["covers"]][spoken].format(ingredients=", ".join(claim["ingredients"]))
    sentences = [_SENTENCE[spoken].format(scheme=claim["scheme"]["name"], what=what)]
    if claim["traceability"]:
        sentences.append(_TRAVELS[Traceability(claim["traceability"])][spoken])
    return {
        "scheme": claim["scheme"],
        "assurance_class": assurance,
        "assurance_text": assurance_text(assurance, lang),
        "covers": claim["covers"],
        "ingredients": claim["ingredients"],
        "traceability": claim["traceability"],
        "display": display_of(facts, market_country),
        "certificate_id": claim["certificate_id"],
        "number": claim["number"],
        "valid_until": claim["valid_until"],
        "verified_at": claim["verified_at"],
        "verified_by": claim["verified_by"],
        "method": claim["method"],
        "text": " ".join(sentences),
    }
