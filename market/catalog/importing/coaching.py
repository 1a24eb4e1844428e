"""What the words of a file's products promise, measured by what the producer can prove."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.check_texts import unproven
from certification.coach.queries import list_producer_proofs, list_product_proofs
from certification.coach.rules import Covers
from market.catalog.importing.plan import Coach, StoredProduct
from market.catalog.importing.products import FileProduct


def coach_for(
    session: Session,
    products: Iterable[FileProduct],
    *,
    producer_id: str,
    stored: Mapping[str, StoredProduct],
    at: datetime,
) -> Coach:
    """Finds what nothing proves of what these products were heard to promise.

    A product that is new is measured by what covers all that the producer makes.
    """
    if not any(product.promises for product in products):
        return lambda product, product_id: []
    of_all = [
        proof for proof in list_producer_proofs(session, producer_id, at=at) if proof.covers is not Covers.SOME_PRODUCTS
    ]
    of_one = list_product_proofs(session, [product.id for product in stored.values()], at=at)

    def coach(product: FileProduct, product_id: str | None) -> list[str]:
        proofs = of_all if product_id is None else of_one.get(product_id, [])
        return list(dict.fromkeys(promise.words for promise in unproven(product.promises, proofs)))

    return coach
