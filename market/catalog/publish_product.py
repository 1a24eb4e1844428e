"""Put a product on sale, once it has what a sale needs."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.errors import ProductNotReady, UnprovenClaim
from market.catalog.queries import get_readiness, has_public_claim, learn_words, list_wordings
from market.catalog.rules import generic_claims
from models.catalog import Product
from models.enums import ProductState


def publish_product(session: Session, product: Product, *, currency: str, now: datetime) -> None:
    """Publish a locked product. `published_at` stays that of the first time.

    Raises ProductNotReady naming what is missing, UnprovenClaim naming the words.
    """
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
    wordings = list_wordings(session, product.id)
    words = generic_claims(
        (wording.body for wording in wordings), is_organic=has_public_claim(session, product_id=product.id, at=now)
    )
    if words:
        raise UnprovenClaim(words)
    product.state = ProductState.PUBLISHED
    product.published_at = product.published_at or now
    session.flush()
    learn_words(session, [product.id])
