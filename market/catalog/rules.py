"""What may be on sale: the steps of a product, and the words that no product may use without saying what is true."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from models.enums import ProductState

STEPS: Mapping[ProductState, frozenset[ProductState]] = {
    ProductState.DRAFT: frozenset({ProductState.PUBLISHED, ProductState.ARCHIVED}),
    ProductState.SCHEDULED: frozenset({ProductState.PUBLISHED, ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.PUBLISHED: frozenset({ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.ARCHIVED: frozenset({ProductState.DRAFT}),
}

# Generic environmental claims, and neutrality by offsets: points 4a and 4c of Annex I to Directive 2005/29/EC, added
# by Directive (EU) 2024/825; the examples are those of its recitals 9 and 12. A colour is not a claim: green tea stays.
_GENERIC_CLAIMS = (
    # English
    r"eco[- ]?friendly",
    r"environmentally (?:friendly|safe|sound|correct)",
    r"environment[- ]friendly",
    r"nature'?s friend",
    r"ecological",
    r"gentle on the environment",
    r"planet[- ]friendly",
    r"earth[- ]friendly",
    r"good for the planet",
    r"climate[- ](?:friendly|neutral|positive|compensated)",
    r"carbon[- ](?:friendly|neutral|negative|positive)",
    r"co2[- ](?:neutral|negative)",
    r"net[- ]zero",
    r"energy efficient",
    r"biodegradable",
    r"bio[- ]?based",
    r"eco[- ]?responsible",
    r"green(?:er)? (?:product|choice|packaging|brand|company|option|living)s?",
    r"100 ?% green",
    r"sustainable",
    # French
    r"eco[- ]?responsables?",
    r"ecologiques?",
    r"respectueu(?:x|ses?) de l'environnement",
    r"ami(?:e|s|es)? de (?:la nature|la planete|l'environnement)",
    r"bon(?:ne)?s? pour la planete",
    r"neutres? en carbone",
    r"neutralite carbone",
    r"climatiquement neutres?",
    r"biodegradables?",
    r"biosources?",
    r"(?:produit|choix|emballage|geste)s? verts?",
    r"durables? pour la planete",
    # Spanish
    r"ecologic[oa]s?",
    r"eco[- ]?amigables?",
    r"respetuos[oa]s? con el (?:medio ?ambiente|planeta)",
    r"amig[oa]s? (?:de la naturaleza|del medio ?ambiente|del planeta)",
    r"buen[oa]s? para el planeta",
    r"neutr[oa]s? en carbono",
    r"climaticamente neutr[oa]s?",
    r"(?:producto|envase|opcion)(?:s|es)? verdes?",
    r"sostenibles?",
)
_GENERIC_CLAIM = re.compile(r"(?<!\w)(?:" + "|".join(_GENERIC_CLAIMS) + r")(?!\w)")

# In Spanish and French these are the protected words for organic farming (Regulation (EU) 2018/848, Annex IV), and
# then the organic certificate is their proof.
_WORDS_FOR_ORGANIC = re.compile(r"ecological|ecologiques?|ecologic[oa]s?")


def may_step(from_state: ProductState, to_state: ProductState) -> bool:
    """Whether a product in the one state may go to the other."""
    return to_state in STEPS[from_state]


def generic_claims(texts: Iterable[str], *, is_organic: bool) -> list[str]:
    """The generic environmental claims in these texts, each once, as a shopper would read them.

    `is_organic`: the product carries a public authority's claim, so the words that mean organic farming are proven.
    """
    found: dict[str, None] = {}
    for text in texts:
        plain = folded(text)
        for match in _GENERIC_CLAIM.finditer(plain):
            if not (is_organic and _WORDS_FOR_ORGANIC.fullmatch(match[0])):
                found[match[0]] = None
    return list(found)


def folded(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
