"""SQL of lots."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.accounts.queries import is_member
from models.catalog import Lot, Product

_IN_USE = text(
    """
    select exists (select from variant where product_id = :product_id and lot = :code and archived_at is null)
    """
)
_RENAME = text("update variant set lot = :new where product_id = :product_id and lot = :code")


def is_taken(session: Session, *, product_id: str, code: str) -> bool:
    """Whether the product has a lot with this code."""
    found = select(col(Lot.id)).where(col(Lot.product_id) == product_id, col(Lot.code) == code)
    return session.execute(found).scalar_one_or_none() is not None


def is_in_use(session: Session, lot: Lot) -> bool:
    """Whether a variant is sold from it."""
    return bool(session.execute(_IN_USE, {"product_id": lot.product_id, "code": lot.code}).scalar_one())


def rename_on_variants(session: Session, lot: Lot, code: str) -> None:
    """Let the variants that are sold from it carry its new code."""
    session.execute(_RENAME, {"product_id": lot.product_id, "code": lot.code, "new": code})


def lock_own_lot(session: Session, *, lot_id: str, person_id: str | None) -> tuple[Product, Lot] | None:
    """The lot with its product, both locked, if the person is a member of its producer."""
    found = select(col(Lot.product_id)).where(col(Lot.id) == lot_id)
    product_id = session.execute(found).scalar_one_or_none()
    if product_id is None:
        return None
    product = session.execute(
        select(Product)
        .where(col(Product.id) == product_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()
    if not is_member(session, person_id=person_id, organisation_id=product.producer_id):
        return None
    lot = session.execute(select(Lot).where(col(Lot.id) == lot_id).with_for_update()).scalar_one_or_none()
    return None if lot is None else (product, lot)
