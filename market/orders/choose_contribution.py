"""What a buyer adds for the solidarity fund: chosen in the cart, and nothing unless it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.orders import queries
from market.orders.errors import ContributionTooLarge, NoSolidarityFund
from market.pricing.tiers.queries import find_pot
from market.pricing.tiers.rules import Contribution, contribution_minor
from models.enums import ContributionKind
from models.orders import Cart

# A slip of a finger is not a gift: ten thousand units, or as much again as the goods.
MOST_FIXED_MINOR = 1_000_000
MOST_PERCENT_BPS = 10_000


def contribution_of(cart: Cart) -> Contribution | None:
    """What the cart says."""
    if cart.contribution_kind is None:
        return None
    return Contribution(ContributionKind(cart.contribution_kind), cart.contribution_value)


def choose_contribution(session: Session, *, cart: Cart, given: Contribution | None, now: datetime) -> None:
    """Add this, instead of what was added before; nothing for None or an amount of nothing.

    Raises ContributionTooLarge, NotChargeable for an amount that cannot be charged, NoSolidarityFund.
    """
    if given is not None and given.kind is not ContributionKind.ROUND_UP and not given.value:
        given = None
    if given is not None:
        most = MOST_PERCENT_BPS if given.kind is ContributionKind.PERCENT else MOST_FIXED_MINOR
        if given.value > most:
            raise ContributionTooLarge(most)
        pot = find_pot(session, cart.currency)
        if pot is None or not pot.is_open:
            raise NoSolidarityFund(cart.currency)
        contribution_minor(given, goods_minor=0, total_minor=0, currency=cart.currency)
    cart.contribution_kind = given.kind if given else None
    cart.contribution_value = given.value if given else 0
    queries.mark_cart_changed(session, cart, now)
    session.flush()
