"""Put a promotion's code into a cart, or take it out."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.rules import Change
from market.pricing.errors import NoSuchPromotion
from market.pricing.promotions.queries import find_usable
from market.pricing.promotions.rules import fold_code
from market.pricing.rules import PromotionFacts
from models.orders import Cart


def use_promotion(session: Session, *, cart: Cart, code: str, now: datetime) -> None:
    """Use a promotion on what is in the cart, instead of another.

    Raises NoSuchPromotion, for a code that was never there as for one that is over or used up: nobody finds codes by
    asking.
    """
    promotion = find_usable(session, fold_code(code), now=now)
    if promotion is None:
        raise NoSuchPromotion()
    cart.promotion_code = promotion.code
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def drop_promotion(session: Session, *, cart: Cart, now: datetime) -> None:
    """Use no promotion; harmless if none is used."""
    cart.promotion_code = None
    queries.mark_cart_changed(session, cart, now)
    session.flush()


def promotion_changes(cart: Cart, promotion: PromotionFacts | None) -> Iterator[Change]:
    """`promotion_gone` when the cart was shown with a promotion that is not to be had any more."""
    if cart.promotion_code is not None and promotion is None:
        yield Change("", "promotion_gone", cart.promotion_code, "")
