"""Move a product onto the shelf, off it, or into the archive."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.errors import ProductStepRefused
from market.catalog.publish_product import publish_product
from market.catalog.rules import may_step
from models.catalog import Product
from models.enums import ProductState


def change_state(
    session: Session,
    product: Product,
    *,
    to_state: ProductState,
    currency: str,
    market_country: str,
    now: datetime,
) -> None:
    """Move a locked product; asking for the state it is in changes nothing.

    Raises ProductStepRefused, and what `publish_product` raises.
    """
    if product.state == to_state:
        return
    if not may_step(ProductState(product.state), to_state):
        raise ProductStepRefused(product.state, to_state)
    if to_state is ProductState.PUBLISHED:
        publish_product(session, product, currency=currency, market_country=market_country, now=now)
    else:
        product.state = to_state
    product.version += 1
    product.updated_at = now
    session.flush()
