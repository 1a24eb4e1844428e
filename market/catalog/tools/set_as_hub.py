"""A hub sets the stock or the price of another's goods, where the producer lets it."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.accounts.hubs.errors import NotGrantedToHub
from market.accounts.hubs.queries import HubMay, hold_grants, may_set
from market.accounts.queries import is_member
from market.catalog.authoring.set_price import set_price
from market.catalog.authoring.set_stock import set_stock
from market.catalog.authoring.touch_product import touch_product
from market.catalog.tools.hub_queries import lock_variant
from models.catalog import Product, Stock, Variant


def set_stock_as_hub(
    session: Session, *, hub_id: str, variant_id: str, on_hand: int, person_id: str, now: datetime
) -> Stock:
    """There are so many. Raises NoSuchOrganisation, NotGrantedToHub, and what `set_stock` raises."""
    _, variant, may = _lock(session, hub_id=hub_id, variant_id=variant_id, person_id=person_id, now=now)
    if not may.stock:
        raise NotGrantedToHub()
    stock = set_stock(session, variant_id=variant.id, on_hand=on_hand)
    _record(session, "hub.stock", variant_id, hub_id, person_id, f"{on_hand}", now)
    return stock


def set_price_as_hub(
    session: Session,
    *,
    hub_id: str,
    variant_id: str,
    price: Money,
    market_country: str,
    person_id: str,
    now: datetime,
) -> None:
    """The price for everybody from now on; the premium stays, and the producer gets its part of it as always.

    Raises NoSuchOrganisation, NotGrantedToHub, and what `set_price` raises.
    """
    product, variant, may = _lock(session, hub_id=hub_id, variant_id=variant_id, person_id=person_id, now=now)
    if not may.price:
        raise NotGrantedToHub()
    if set_price(session, variant, price=price, now=now):
        touch_product(session, product, market_country=market_country, now=now)
        _record(session, "hub.price", variant_id, hub_id, person_id, f"{price.minor} {price.currency}", now)


def _lock(
    session: Session, *, hub_id: str, variant_id: str, person_id: str, now: datetime
) -> tuple[Product, Variant, HubMay]:
    """What the hub may set of it now. What it may not offer is as what is not there."""
    if not is_member(session, person_id=person_id, organisation_id=hub_id):
        raise NoSuchOrganisation()
    found = lock_variant(session, variant_id)
    if found is None:
        raise NotGrantedToHub()
    product, variant = found
    hold_grants(session, hub_id=hub_id, producer_id=product.producer_id)
    return product, variant, may_set(session, hub_id=hub_id, product_id=product.id, at=now)


def _record(
    session: Session, action: str, variant_id: str, hub_id: str, person_id: str, to: str, now: datetime
) -> None:
    detail = {"hub": hub_id, "to": to}
    record_audit(session, action=action, actor_id=person_id, object_id=variant_id, detail=detail, now=now)
