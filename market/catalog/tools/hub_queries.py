"""SQL of another's goods that a hub may set."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import Product, Variant


def lock_variant(session: Session, variant_id: str) -> tuple[Product, Variant] | None:
    """A variant that is not in the archive, with its product, which is locked."""
    found = select(Variant).where(col(Variant.id) == variant_id, col(Variant.archived_at).is_(None))
    variant = session.execute(found).scalar_one_or_none()
    if variant is None:
        return None
    locked = select(Product).where(col(Product.id) == variant.product_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one(), variant
