"""Move a product onto the shelf, now or at a time; off it; or into the archive."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.authoring.errors import BadSaleTimes
from market.catalog.authoring.queries import list_variants
from market.catalog.authoring.require_free_number import require_free_number
from market.catalog.errors import ProductStepRefused
from market.catalog.publish_product import publish_product, refuse_unready
from market.catalog.rules import may_step
from models.catalog import Product
from models.enums import ProductState


@dataclass(frozen=True)
class SaleTimes:
    """When a scheduled product comes on sale, and when one on sale leaves; None for no such time."""

    publish_at: datetime | None = None
    unpublish_at: datetime | None = None


def change_state(
    session: Session,
    product: Product,
    *,
    to_state: ProductState,
    times: SaleTimes | None = None,
    currency: str,
    market_country: str,
    now: datetime,
) -> None:
    """Move a locked product; asking for what it is already changes nothing.

    `times` None keeps those it has. Off the shelf a product has none. Raises ProductStepRefused, BadSaleTimes,
    ArticleNumberTaken for what comes back from the archive, and what `publish_product` raises, for a scheduled product
    too: what is not ready is not promised.
    """
    before = product.state, product.publish_at, product.unpublish_at
    if product.state != to_state and not may_step(ProductState(product.state), to_state):
        raise ProductStepRefused(product.state, to_state)
    times = times or SaleTimes(product.publish_at, product.unpublish_at)
    _check(product, to_state, times, now=now)
    if to_state is ProductState.PUBLISHED and product.state != to_state:
        publish_product(session, product, currency=currency, market_country=market_country, now=now)
    if to_state is ProductState.SCHEDULED and product.state != to_state:
        refuse_unready(session, product, currency=currency, market_country=market_country, now=now)
    if product.state == ProductState.ARCHIVED and to_state is not ProductState.ARCHIVED:
        for variant in list_variants(session, product.id):
            require_free_number(session, producer_id=product.producer_id, sku=variant.sku, variant_id=variant.id)
    product.state = to_state
    product.publish_at = times.publish_at if to_state is ProductState.SCHEDULED else None
    product.unpublish_at = times.unpublish_at if to_state in (ProductState.SCHEDULED, ProductState.PUBLISHED) else None
    if (product.state, product.publish_at, product.unpublish_at) == before:
        return
    product.version += 1
    product.updated_at = now
    session.flush()


def _check(product: Product, to_state: ProductState, times: SaleTimes, *, now: datetime) -> None:
    is_new_begin, is_new_end = times.publish_at != product.publish_at, times.unpublish_at != product.unpublish_at
    if to_state is ProductState.SCHEDULED:
        if times.publish_at is None:
            raise BadSaleTimes("publish_at_missing")
        if times.publish_at <= now and (is_new_begin or product.state != to_state):
            raise BadSaleTimes("publish_at_in_the_past")
    elif times.publish_at is not None and is_new_begin:
        raise BadSaleTimes("publish_at_without_scheduled")
    if times.unpublish_at is None:
        return
    if to_state not in (ProductState.SCHEDULED, ProductState.PUBLISHED):
        if is_new_end:
            raise BadSaleTimes("unpublish_at_without_sale")
    elif times.unpublish_at <= max(now, times.publish_at or now):
        raise BadSaleTimes("unpublish_at_too_early")
