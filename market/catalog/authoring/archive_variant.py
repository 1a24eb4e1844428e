"""Take a variant out of a product."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.errors import LastVariantOnSale
from market.catalog.authoring.touch_product import touch_product
from models.catalog import Product, Variant
from models.enums import ProductState

_ON_ITS_WAY = (ProductState.PUBLISHED, ProductState.SCHEDULED)


def archive_variant(
    session: Session, product: Product, variant: Variant, *, market_country: str, now: datetime
) -> None:
    """Sell it no more; what was ordered stays ordered. Raises LastVariantOnSale."""
    if variant.archived_at is not None:
        return
    if product.state in _ON_ITS_WAY and len(queries.list_variants(session, product.id)) == 1:
        raise LastVariantOnSale(variant.id)
    variant.archived_at = now
    touch_product(session, product, market_country=market_country, now=now)
