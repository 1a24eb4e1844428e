"""SQL of the values that products stand for."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.catalog import ProductValue


def list_values(session: Session, product_id: str) -> list[ProductValue]:
    """What a product stands for."""
    return list(session.execute(select(ProductValue).where(col(ProductValue.product_id) == product_id)).scalars())
