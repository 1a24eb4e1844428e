"""Check that the premium, the tax and the shares of others fit into a price before it is set."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.pricing.errors import PriceTooLow
from market.pricing.facts import CANNOT_BE_SOLD, price_facts
from market.pricing.queries import STANDARD_FEES, find_market_country, list_facts_rows
from market.pricing.rules import breakdown


def require_premium_fits(session: Session, variant_id: str, *, price: Money, premium_minor: int, now: datetime) -> None:
    """Raises PriceTooLow when nobody could be sold one unit at home at this price. A rule that is missing is not the
    producer's to mend: then nothing is said."""
    country = find_market_country(session) or ""
    row = list_facts_rows(session, [variant_id], currency=price.currency, country=country, at=now)[variant_id]
    try:
        facts = price_facts(
            row,
            currency=price.currency,
            country=country,
            on=now.astimezone(UTC).date(),
            schedule=STANDARD_FEES,
            amount_minor=price.minor,
        )
        breakdown(replace(facts, unit_premium_minor=premium_minor), 1)
    except PriceTooLow:
        raise
    except CANNOT_BE_SOLD:
        return
