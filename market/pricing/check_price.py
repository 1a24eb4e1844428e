"""Check new prices against the minimum before they are set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.pricing.facts import CANNOT_BE_SOLD, price_facts
from market.pricing.queries import STANDARD_FEES, find_market_country, list_facts_rows
from market.pricing.rules import breakdown
from models.enums import PartKind


@dataclass(frozen=True)
class PriceFault:
    """Why a price cannot be set: `price_below_minimum`, or `price_not_checkable` while a rule is missing."""

    code: str
    detail: str


def find_price_faults(
    session: Session, amounts: Mapping[str, int], *, currency: str, now: datetime
) -> dict[str, PriceFault]:
    """What is wrong with these new unit prices, by variant; goods without a minimum price are not looked at.

    What reaches the producer depends on the tax of the country it goes to: the market's own is taken. No promotion
    counts, and where an order goes to a country with more tax the market tops up.
    """
    country = find_market_country(session) if amounts else None
    rows = list_facts_rows(session, list(amounts), currency=currency, country=country or "", at=now)
    on = now.astimezone(UTC).date()
    faults = {}
    for variant_id, row in rows.items():
        if row["floor"] is None:
            continue
        try:
            facts = price_facts(
                row,
                currency=currency,
                country=country or "",
                on=on,
                schedule=STANDARD_FEES,
                amount_minor=amounts[variant_id],
            )
            split = breakdown(facts, 1)
        except CANNOT_BE_SOLD as refusal:
            faults[variant_id] = PriceFault("price_not_checkable", str(refusal))
            continue
        if split.amount_of(PartKind.MINIMUM_PRICE_TOPUP):
            net = split.amount_of(PartKind.PRODUCER)
            detail = f"{net} would reach the producer, {split.floor_minor} must: {split.floor_note}"
            faults[variant_id] = PriceFault("price_below_minimum", detail)
    return faults
