"""Shapes what the database read into what a shopper sees: breakdown and unit price, by the pricing rules."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TypedDict

from kit.money import BASIS_POINTS, half_up_of
from market.catalog.authoring.rules.history import PricePeriod, lowest_before_reduction
from market.catalog.gtin import valid_gtin
from market.pricing.facts import CANNOT_BE_SOLD, FactsRow, price_facts
from market.pricing.labels import part_label
from market.pricing.rules import Breakdown, PriceFacts, breakdown
from market.pricing.unit_price import unit_price

Document = dict[str, object]


class Net(TypedDict):
    value: str
    unit: str


class PastPrice(TypedDict):
    """An amount and the moments between which it was asked, as text."""

    amount: int
    since: str
    until: str | None


class VariantRow(TypedDict):
    """A variant as the product statement gives it."""

    id: str
    label: str
    sku: str | None
    barcode: str | None
    options: list[str]
    lot: str | None
    harvest: Document | None
    history: list[PastPrice] | None
    weight_grams: int
    net: Net
    available: int
    facts: FactsRow


Names = Mapping[str, Document]


def money(minor: int, currency: str) -> Document:
    return {"amount": minor, "currency": currency}


def breakdown_document(split: Breakdown, facts: PriceFacts, *, names: Names, lang: str) -> Document:
    """`{total, country, fee_schedule, parts}`; the parts sum exactly to the total, shares nearly to 100 %."""
    return {
        "total": money(split.total_minor, split.currency),
        "country": facts.tax.country,
        "fee_schedule": {"id": facts.fees.id, "version": facts.fees.version},
        "parts": [
            {
                "kind": part.kind,
                "label": part_label(part.kind, lang),
                "beneficiary": names.get(part.beneficiary_id) if part.beneficiary_id else None,
                "amount": money(part.amount_minor, split.currency),
                "share_bps": half_up_of(part.amount_minor * BASIS_POINTS, split.total_minor),
                "rule": part.rule_note,
            }
            for part in split.parts
        ],
    }


def variant_document(
    row: VariantRow,
    *,
    names: Names,
    lang: str,
    currency: str,
    country: str,
    market_country: str,
    at: datetime,
    schedule: str,
) -> Document:
    """A variant with its price; `breakdown` is null only while a rule that it needs is missing.

    `lowest_30_days` is set while a reduction is announced.
    """
    on = at.astimezone(UTC).date()
    amount, premium = row["facts"]["amount_minor"], row["facts"]["premium_minor"]
    net = row["net"]
    lowest = lowest_before_reduction(_periods(row["history"] or []), at=at)
    per_unit = (
        None
        if amount is None
        else unit_price(amount, Fraction(net["value"]), net["unit"], market_country=market_country)
    )
    return {
        "id": row["id"],
        "label": row["label"],
        "sku": row["sku"],
        "gtin": valid_gtin(row["barcode"]),
        "options": row["options"],
        "lot": row["lot"],
        "harvest": row["harvest"],
        "net": net,
        "unit_price": per_unit and {**money(per_unit.amount_minor, currency), "per": per_unit.per},
        "price": None if amount is None else money(amount, currency),
        "lowest_30_days": None if lowest is None else money(lowest, currency),
        "premium": None if premium is None else money(premium, currency),
        "available": row["available"],
        "weight_grams": row["weight_grams"],
        "breakdown": _breakdown(
            row["facts"], names=names, lang=lang, currency=currency, country=country, on=on, schedule=schedule
        ),
    }


def _periods(history: list[PastPrice]) -> list[PricePeriod]:
    return [
        PricePeriod(
            each["amount"],
            datetime.fromisoformat(each["since"]),
            datetime.fromisoformat(each["until"]) if each["until"] else None,
        )
        for each in history
    ]


def _breakdown(
    row: FactsRow, *, names: Names, lang: str, currency: str, country: str, on: date, schedule: str
) -> Document | None:
    try:
        facts = price_facts(row, currency=currency, country=country, on=on, schedule=schedule)
        return breakdown_document(breakdown(facts, 1), facts, names=names, lang=lang)
    except CANNOT_BE_SOLD:
        return None
