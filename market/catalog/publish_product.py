"""Put a product on sale, once it has what a sale needs."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.review_product import refuse_unprovable
from market.catalog.errors import ProductNotReady
from market.catalog.queries import get_readiness, learn_words
from models.catalog import Product
from models.enums import ProductState


def publish_product(session: Session, product: Product, *, currency: str, market_country: str, now: datetime) -> None:
    """Publish a locked product. `published_at` stays that of the first time.

    Raises ProductNotReady naming what is missing, UnprovableClaim naming the words where the market is in the EU.
    """
    refuse_unready(session, product, currency=currency, market_country=market_country, now=now)
    product.state = ProductState.PUBLISHED
    product.published_at = product.published_at or now
    session.flush()
    learn_words(session, [product.id])


def refuse_unready(session: Session, product: Product, *, currency: str, market_country: str, now: datetime) -> None:
    """Raises ProductNotReady naming what a sale lacks, UnprovableClaim as `publish_product` does."""
    readiness = get_readiness(session, product_id=product.id, currency=currency)
    missing = [
        what
        for what, lacks in (
            ("variant", readiness.variants == 0),
            ("price", readiness.unpriced > 0),
            ("stock", readiness.uncounted > 0),
        )
        if lacks
    ]
    if missing:
        raise ProductNotReady(missing)
    refuse_unprovable(session, product_id=product.id, market_country=market_country, at=now)
