"""Who would get what of a price that is not set yet. Nothing is stored."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy.orm import Session

from certification.errors import NoSuchCategory
from kit.currencies import require_chargeable
from kit.money import Money
from market.catalog.authoring.queries import find_last_product
from market.catalog.errors import NoSuchVariant
from market.catalog.tools import preview_queries as queries
from market.pricing.facts import FactsRow, price_facts
from market.pricing.queries import STANDARD_FEES, list_facts_rows
from market.pricing.rules import Breakdown, PriceFacts, breakdown
from models.enums import VatClass


@dataclass(frozen=True)
class Asked:
    """A price in minor units, VAT and premium included, for goods sent to `country`."""

    amount_minor: int
    premium_minor: int
    currency: str
    country: str


@dataclass(frozen=True)
class PricePreview:
    """The parts of a price, the rules behind them, and `{id, slug, name}` of who gets them, by id."""

    split: Breakdown
    facts: PriceFacts
    names: dict[str, dict[str, object]]


def preview_price(
    session: Session,
    asked: Asked,
    *,
    producer_id: str,
    category_code: str | None = None,
    variant_id: str | None = None,
    now: datetime,
) -> PricePreview:
    """Take a price apart by today's rules: of a variant, with its minimum price, or of any goods of a category; where
    neither is said, of the producer's next product, which is like its last one.

    Raises NotChargeable, UnknownCurrency, NoSuchVariant, also for another producer's, NoSuchCategory, and a refusal of
    `CANNOT_BE_SOLD` when a rule is missing or the price does not fit.
    """
    require_chargeable(Money(asked.amount_minor, asked.currency))
    row = (
        _row_of_category(session, asked, producer_id=producer_id, category_code=category_code, now=now)
        if variant_id is None
        else _row_of_variant(session, asked, producer_id=producer_id, variant_id=variant_id, now=now)
    )
    facts = price_facts(
        cast(FactsRow, {**row, "premium_minor": asked.premium_minor}),
        currency=asked.currency,
        country=asked.country,
        on=now.astimezone(UTC).date(),
        schedule=STANDARD_FEES,
        amount_minor=asked.amount_minor,
    )
    split = breakdown(facts, 1)
    beneficiaries = {part.beneficiary_id for part in split.parts if part.beneficiary_id is not None}
    return PricePreview(split, facts, queries.list_names(session, beneficiaries))


def _row_of_variant(session: Session, asked: Asked, *, producer_id: str, variant_id: str, now: datetime) -> FactsRow:
    if queries.find_maker(session, variant_id) != producer_id:
        raise NoSuchVariant()
    rows = list_facts_rows(session, [variant_id], currency=asked.currency, country=asked.country, at=now)
    return rows[variant_id]


def _row_of_category(
    session: Session, asked: Asked, *, producer_id: str, category_code: str | None, now: datetime
) -> FactsRow:
    vat_class = (
        _vat_class_of(session, category_code) if category_code is not None else _vat_class_of_next(session, producer_id)
    )
    return queries.get_facts_row(
        session,
        producer_id=producer_id,
        vat_class=vat_class,
        currency=asked.currency,
        country=asked.country,
        schedule=STANDARD_FEES,
        at=now,
    )


def _vat_class_of(session: Session, category_code: str) -> str:
    vat_class = queries.find_vat_class(session, category_code)
    if vat_class is None:
        raise NoSuchCategory(category_code)
    return vat_class


def _vat_class_of_next(session: Session, producer_id: str) -> str:
    """As `create_product` chooses it: what the last product was taxed as, the full rate for the first."""
    last = find_last_product(session, producer_id)
    if last is None:
        return VatClass.STANDARD
    return last.vat_class or _vat_class_of(session, last.category_code)
