"""Sell a variant again that was in the archive."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.add_variant import refuse_twin
from market.catalog.authoring.errors import TooManyVariants
from market.catalog.authoring.require_free_number import require_free_number
from market.catalog.authoring.rules.products import MOST_VARIANTS, require_options
from market.catalog.authoring.touch_product import touch_product
from models.catalog import Product, Variant


def restore_variant(
    session: Session, product: Product, variant: Variant, *, market_country: str, now: datetime
) -> None:
    """Sell it again.

    Raises VariantExists, OptionsDoNotFit when the options changed meanwhile, ArticleNumberTaken, TooManyVariants.
    """
    if variant.archived_at is None:
        return
    require_options(product.option_names, variant.option_values)
    there = queries.list_variants(session, product.id)
    if len(there) >= MOST_VARIANTS:
        raise TooManyVariants(MOST_VARIANTS)
    refuse_twin(there, label=variant.label, option_values=variant.option_values)
    require_free_number(session, producer_id=product.producer_id, sku=variant.sku, variant_id=variant.id)
    variant.archived_at = None
    touch_product(session, product, market_country=market_country, now=now)
