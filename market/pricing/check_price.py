"""Check new prices before they are set: what must come out of them fits, and enough reaches the producer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from market.pricing.errors import PriceTooLow
from market.pricing.facts import CANNOT_BE_SOLD, FactsRow, price_facts
from market.pricing.queries import STANDARD_FEES, find_market_country, list_facts_rows
from market.pricing.rules import breakdown
from models.enums import PartKind


@dataclass(frozen=True)
class PriceFault:
    """Why a price cannot be set: `price_too_low` where tax, premium and shares do not fit into it,
    `price_below_minimum`, or `price_not_checkable` while a rule is missing that the minimum is compared by."""

    code: str
    detail: str


def find_price_faults(
    session: Session,
    amounts: Mapping[str, int],
    *,
    premiums: Mapping[str, int] | None = None,
    currency: str,
    now: datetime,
) -> dict[str, PriceFault]:
    """What is wrong with these new unit prices, by variant. A premium that is not among `premiums` stays as it is.

    What reaches the producer depends on the tax of the country it goes to: the market's own is taken. No promotion
    counts, and where an order goes to a country with more tax the market tops up. A rule that is missing is not the
    producer's to mend: of goods without a minimum price nothing is said then.
    """
    country = find_market_country(session) if amounts else None
    rows = list_facts_rows(session, list(amounts), currency=currency, country=country or "", at=now)
    on = now.astimezone(UTC).date()
    faults = {}
    for variant_id, row in rows.items():
        premium = (premiums or {}).get(variant_id, row["premium_minor"] or 0)
        fault = _fault(row, amounts[variant_id], premium, currency=currency, country=country or "", on=on)
        if fault is not None:
            faults[variant_id] = fault
    return faults


def _fault(
    row: FactsRow, amount_minor: int, premium_minor: int, *, currency: str, country: str, on: date
) -> PriceFault | None:
    try:
        facts = price_facts(
            row, currency=currency, country=country, on=on, schedule=STANDARD_FEES, amount_minor=amount_minor
        )
        split = breakdown(replace(facts, unit_premium_minor=premium_minor), 1)
    except PriceTooLow as refusal:
        return PriceFault("price_too_low", str(refusal))
    except CANNOT_BE_SOLD as refusal:
        return None if row["floor"] is None else PriceFault("price_not_checkable", str(refusal))
    if not split.amount_of(PartKind.MINIMUM_PRICE_TOPUP):
        return None
    net = split.amount_of(PartKind.PRODUCER)
    detail = f"{net} would reach the producer, {split.floor_minor} must: {split.floor_note}"
    return PriceFault("price_below_minimum", detail)
