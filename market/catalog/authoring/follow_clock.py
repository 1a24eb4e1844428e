"""Bring on sale what is due, and take off sale what has had its time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.coach.errors import UnprovableClaim
from market.catalog.authoring import queries
from market.catalog.errors import ProductNotReady
from market.catalog.publish_product import publish_product
from models.catalog import Product
from models.enums import ProductState

_AT_ONCE = 100


@dataclass(frozen=True)
class Followed:
    """How many products came on sale, left, or could not come and are drafts again."""

    published: int = 0
    left: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return self.published + self.left + self.refused


def follow_clock(session: Session, *, currency: str, market_country: str, now: datetime) -> Followed:
    """At most a hundred products that nobody else is changing.

    What is not ready when its time comes, or promises what nothing proves any more, is a draft again; it keeps
    `publish_at`, so that its producer sees that it should have been on sale.
    """
    published = left = refused = 0
    for product in queries.lock_due_products(session, now=now, limit=_AT_ONCE):
        is_to_leave = product.unpublish_at is not None and product.unpublish_at <= now
        if is_to_leave:
            _move(product, ProductState.DRAFT, now=now)
            product.publish_at = product.unpublish_at = None
            left += 1
            continue
        try:
            publish_product(session, product, currency=currency, market_country=market_country, now=now)
        except (ProductNotReady, UnprovableClaim):
            _move(product, ProductState.DRAFT, now=now)
            product.unpublish_at = None
            refused += 1
        else:
            _move(product, ProductState.PUBLISHED, now=now)
            product.publish_at = None
            published += 1
    session.flush()
    return Followed(published, left, refused)


def _move(product: Product, state: ProductState, *, now: datetime) -> None:
    product.state = state
    product.version += 1
    product.updated_at = now
