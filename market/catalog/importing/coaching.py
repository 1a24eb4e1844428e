"""What the words of a file's products promise, measured by what the producer can prove."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.check_texts import check_texts
from certification.coach.queries import list_producer_proofs, list_product_proofs, list_spoken_schemes
from certification.coach.rules import Covers, TextToCheck
from certification.display import EU_COUNTRIES
from market.catalog.importing.plan import Coach, StoredProduct
from market.catalog.importing.products import FileProduct


def coach_for(
    session: Session, *, producer_id: str, stored: Mapping[str, StoredProduct], market_country: str, at: datetime
) -> Coach:
    """Finds the words of a product that an EU market refuses; elsewhere it finds none.

    A product that is new is measured by what covers all that the producer makes. Most files do not say their language,
    so their words are read in all of them.
    """
    if market_country not in EU_COUNTRIES:
        return lambda product, product_id: []
    schemes = list_spoken_schemes(session)
    of_all = [
        proof for proof in list_producer_proofs(session, producer_id, at=at) if proof.covers is not Covers.SOME_PRODUCTS
    ]
    of_one = list_product_proofs(session, [product.id for product in stored.values()], at=at)

    def coach(product: FileProduct, product_id: str | None) -> list[str]:
        texts = [TextToCheck("name", "", product.name), TextToCheck("description", "", product.description)]
        for each in product.translations:
            texts += [
                TextToCheck("name", each.language, each.name),
                TextToCheck("description", each.language, each.description),
            ]
        proofs = of_all if product_id is None else of_one.get(product_id, [])
        return list(dict.fromkeys(found.words for found in check_texts(texts, proofs=proofs, schemes=schemes)))

    return coach
