"""What may be on sale: the steps of a product."""

import unicodedata
from collections.abc import Mapping

from models.enums import ProductState

STEPS: Mapping[ProductState, frozenset[ProductState]] = {
    ProductState.DRAFT: frozenset({ProductState.SCHEDULED, ProductState.PUBLISHED, ProductState.ARCHIVED}),
    ProductState.SCHEDULED: frozenset({ProductState.PUBLISHED, ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.PUBLISHED: frozenset({ProductState.DRAFT, ProductState.ARCHIVED}),
    ProductState.ARCHIVED: frozenset({ProductState.DRAFT}),
}


def may_step(from_state: ProductState, to_state: ProductState) -> bool:
    """Whether a product in the one state may go to the other."""
    return to_state in STEPS[from_state]


def folded(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single spaces."""
    if text.isascii():
        return " ".join(text.casefold().split())
    letters = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
