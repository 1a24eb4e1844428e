"""Refuse an article number that another variant of the producer has."""

from sqlalchemy.orm import Session

from market.catalog.authoring import number_queries
from market.catalog.authoring.errors import ArticleNumberTaken


def require_free_number(session: Session, *, producer_id: str, sku: str | None, variant_id: str | None = None) -> None:
    """Let this variant, or a new one where it is None, have the number; None is always free.

    It stays free until the transaction ends. Raises ArticleNumberTaken.
    """
    if not sku:
        return
    number_queries.lock_numbers(session, producer_id)
    holder = number_queries.list_number_holders(session, producer_id=producer_id, skus=[sku]).get(sku)
    if holder is not None and holder.variant_id != variant_id:
        raise ArticleNumberTaken(sku, holder.variant_id, holder.handle, holder.label)
