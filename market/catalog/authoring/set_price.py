"""Set what one unit of a variant costs; what it cost before stays on record."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import require_chargeable
from kit.money import Money
from market.catalog.authoring import queries
from market.catalog.authoring.errors import PriceBelowPremium, PriceNotAllowed
from market.pricing.check_price import find_price_faults
from market.pricing.errors import PriceTooLow
from models.catalog import Variant


def set_price(
    session: Session, variant: Variant, *, price: Money, premium_minor: int | None = None, now: datetime
) -> bool:
    """The price in force in this currency from `now` on, VAT included. False when it was the same already.

    `premium_minor`, the part of it that is the fair-trade premium, stays as it is where it is None. Raises
    UnknownCurrency, NotChargeable, PriceBelowPremium; PriceTooLow where premium, tax and shares do not fit into it; and
    PriceNotAllowed where less than the minimum price would reach the producer.
    """
    require_chargeable(price)
    old = queries.find_open_price(session, variant_id=variant.id, currency=price.currency)
    if premium_minor is None:
        premium_minor = old.premium_minor if old else 0
    if not 0 <= premium_minor < price.minor:
        raise PriceBelowPremium(price.minor, premium_minor)
    if old is not None and (old.amount_minor, old.premium_minor) == (price.minor, premium_minor):
        return False
    faults = find_price_faults(
        session,
        {variant.id: price.minor},
        premiums={variant.id: premium_minor},
        currency=price.currency,
        now=now,
    )
    if fault := faults.get(variant.id):
        if fault.code == PriceTooLow.code:
            raise PriceTooLow(price.minor, price.currency)
        raise PriceNotAllowed(fault.code, fault.detail)
    queries.replace_price(
        session,
        old,
        variant_id=variant.id,
        currency=price.currency,
        amount_minor=price.minor,
        premium_minor=premium_minor,
        now=now,
    )
    return True
