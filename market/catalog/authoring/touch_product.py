"""Note that a product is no longer what it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.review_product import refuse_unprovable
from market.catalog.queries import learn_words
from models.catalog import Product
from models.enums import ProductState


def touch_product(session: Session, product: Product, *, market_country: str, now: datetime) -> None:
    """A new version. Raises UnprovableClaim when its new words may not be on sale in an EU market, and it is."""
    product.version += 1
    product.updated_at = now
    session.flush()
    if product.state == ProductState.PUBLISHED:
        refuse_unprovable(session, product_id=product.id, market_country=market_country, at=now)
        learn_words(session, [product.id])
