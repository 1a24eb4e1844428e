"""Hear what a product's words and tags promise, before anybody asks what is proven. No clock, no session."""

from dataclasses import dataclass, replace

from certification.coach.find_promises import find_promises
from certification.coach.lexicon import vocabulary
from certification.coach.rules import TextToCheck
from certification.display import EU_COUNTRIES
from market.catalog.importing.declared import SchemeWords, read_declared
from market.catalog.importing.products import FileProduct


@dataclass(frozen=True)
class Ears:
    """With what products are heard: the words of the market's schemes, and in which country promises are made."""

    words: SchemeWords
    market_country: str


def hear(product: FileProduct, ears: Ears) -> FileProduct:
    """The product with what it promises and declares. Outside the EU no promise is looked for, as none is refused.

    Most files do not say their language, so their words are read in all of them.
    """
    texts = _texts(product) if ears.market_country in EU_COUNTRIES else []
    promises = tuple(find_promises(texts, vocabulary(ears.words.spoken)))
    declared = read_declared(product.tags or (), ears.words)
    if (promises, declared) == (product.promises, product.declared):
        return product
    return replace(product, promises=promises, declared=declared)


def _texts(product: FileProduct) -> list[TextToCheck]:
    texts = [TextToCheck("name", "", product.name), TextToCheck("description", "", product.description)]
    for each in product.translations:
        texts += [
            TextToCheck("name", each.language, each.name),
            TextToCheck("description", each.language, each.description),
        ]
    return texts
