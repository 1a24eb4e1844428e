"""SQL of one's own product with all that was written of it, on sale or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.accounts.texts.queries import list_texts
from market.catalog.authoring import queries
from models.catalog import Lot, Price, Product, ProductValue, ProductWindow, Stock, Variant
from models.enums import ProductState
from models.organisations import Translation

_IS_ORDERABLE = text("select is_orderable(:product_id, :on)")


@dataclass(frozen=True)
class OwnPage:
    """A product with its variants, archived ones too; prices and stocks are by variant."""

    product: Product
    variants: Sequence[Variant]
    prices: Mapping[str, list[Price]]
    stocks: Mapping[str, Stock]
    texts: Sequence[Translation]
    windows: Sequence[ProductWindow]
    is_orderable: bool
    values: Sequence[ProductValue]
    lots: Sequence[Lot]


def find_own_page(session: Session, *, product_id: str, producer_id: str, on: date) -> OwnPage | None:
    """A producer's product; None for another's."""
    found = select(Product).where(col(Product.id) == product_id, col(Product.producer_id) == producer_id)
    product = session.execute(found).scalar_one_or_none()
    if product is None:
        return None
    variants = queries.list_variants(session, product_id, is_with_archived=True)
    return OwnPage(
        product=product,
        variants=variants,
        prices=map_prices(session, [variant.id for variant in variants]),
        stocks=map_stocks(session, [variant.id for variant in variants]),
        texts=list_texts(session, product_id),
        windows=list_windows(session, product_id),
        is_orderable=session.execute(_IS_ORDERABLE, {"product_id": product_id, "on": on}).scalar_one(),
        values=list(
            session.execute(
                select(ProductValue)
                .where(col(ProductValue.product_id) == product_id)
                .order_by(col(ProductValue.term_code))
            ).scalars()
        ),
        lots=list_lots(session, product_id),
    )


def map_prices(session: Session, variant_ids: Sequence[str]) -> dict[str, list[Price]]:
    """The prices in force, in every currency, by variant."""
    prices: dict[str, list[Price]] = {}
    for price in queries.list_open_prices(session, variant_ids):
        prices.setdefault(price.variant_id, []).append(price)
    return prices


def list_price_history(session: Session, *, variant_id: str, currency: str) -> list[Price] | None:
    """What a variant on sale cost, newest first, the last 500 prices; None for one that is not on sale."""
    on_sale = select(col(Variant.id)).join(Product, col(Product.id) == col(Variant.product_id))
    found = on_sale.where(
        col(Variant.id) == variant_id,
        col(Variant.archived_at).is_(None),
        col(Product.state) == ProductState.PUBLISHED,
    )
    if session.execute(found).scalar_one_or_none() is None:
        return None
    history = select(Price).where(col(Price.variant_id) == variant_id, col(Price.currency) == currency)
    return list(session.execute(history.order_by(col(Price.valid_from).desc()).limit(500)).scalars())


def map_stocks(session: Session, variant_ids: Sequence[str]) -> dict[str, Stock]:
    """The counts by variant."""
    found = session.execute(select(Stock).where(col(Stock.variant_id).in_(variant_ids))).scalars()
    return {stock.variant_id: stock for stock in found}


def list_windows(session: Session, product_id: str) -> list[ProductWindow]:
    """When a product may be ordered, in the order it was written."""
    found = select(ProductWindow).where(col(ProductWindow.product_id) == product_id)
    return list(session.execute(found.order_by(col(ProductWindow.id))).scalars())


def list_lots(session: Session, product_id: str) -> list[Lot]:
    """A product's harvests and batches, newest first."""
    found = select(Lot).where(col(Lot.product_id) == product_id)
    return list(session.execute(found.order_by(col(Lot.id).desc())).scalars())
