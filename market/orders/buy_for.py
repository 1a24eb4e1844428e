"""Say for which organisation a cart is bought."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import is_member
from market.orders import queries
from market.orders.errors import NotInBuyingOrganisation
from models.orders import Cart


def buy_for(session: Session, *, cart: Cart, organisation_id: str, person_id: str | None, now: datetime) -> None:
    """Buy for an organisation that the person is in. Raises NoSuchOrganisation, also for one that they are not in."""
    if not is_member(session, person_id=person_id, organisation_id=organisation_id):
        raise NoSuchOrganisation()
    cart.buyer_organisation_id = organisation_id
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def buy_for_oneself(session: Session, *, cart: Cart, now: datetime) -> None:
    """Buy for no organisation; harmless if it is for none."""
    cart.buyer_organisation_id = None
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def require_buyer(session: Session, *, cart: Cart, person_id: str | None) -> None:
    """Who buys for an organisation is still in it. Raises NotInBuyingOrganisation."""
    organisation_id = cart.buyer_organisation_id
    if organisation_id is not None and not is_member(session, person_id=person_id, organisation_id=organisation_id):
        raise NotInBuyingOrganisation()
