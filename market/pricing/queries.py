"""SQL of prices and of the rules that have dates. What is not found is an error, never zero."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import cast

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from market.pricing.errors import (
    NoConversion,
    NoFeeSchedule,
    NoMinimumPrice,
    NoShippingRate,
    NoTaxRate,
    NotPriced,
)
from market.pricing.floor import ROASTED_TO_GREEN, MinimumPriceFacts
from market.pricing.rules import FeeFacts, PriceFacts, TaxFacts
from models.enums import VatClass

STANDARD_FEES = "standard"

_FEES = text(
    """
    select id, code, version, valid_from, market_fee_bps, dues_bps, solidarity_bps
    from fee_schedule
    where code = :code and valid_from <= :on and (valid_to is null or valid_to >= :on)
    order by valid_from desc
    limit 1
    """
)
_TAX = text(
    """
    select id, rate_bps, valid_from
    from tax_rate
    where country = :country and vat_class = :vat_class
      and valid_from <= :on and (valid_to is null or valid_to >= :on)
    order by valid_from desc
    limit 1
    """
)
_SHIPPING = text(
    """
    select id, max_grams, amount_minor
    from shipping_rate
    where origin_country in (:origin, '*') and destination in (:destination, '*') and currency = :currency
      and max_grams >= :grams and valid_from <= :on and (valid_to is null or valid_to >= :on)
    order by origin_country = '*', destination = '*', max_grams, valid_from desc
    limit 1
    """
)
_MINIMUM = text(
    """
    select id, product, form, unit, currency, minimum, premium, organic_differential, is_organic, valid_from, source_url
    from minimum_price
    where product = :product and (cast(:form as text) is null or form = :form) and region in (:region, 'worldwide')
      and (is_organic = :is_organic or (:is_organic and organic_differential is not null))
      and status in ('confirmed', 'derived') and valid_from <= :on and (valid_to is null or valid_to >= :on)
    order by region = 'worldwide', is_organic = :is_organic desc, valid_from desc, id
    limit 1
    """
)
_FACTOR = text("select factor from conversion_factor where product = :product and from_form = :f and to_form = :t")
_FACTS = text("select * from price_facts(:variants, :currency, :country, :at, :schedule)")


@dataclass(frozen=True)
class ShippingFacts:
    """What one parcel costs, VAT included, and up to which weight."""

    rule_id: str
    max_grams: int
    amount_minor: int
    currency: str


def get_fees(session: Session, on: date, *, code: str = STANDARD_FEES) -> FeeFacts:
    """The fee schedule in force on a day. `valid_to` is its last day. Raises NoFeeSchedule."""
    row = session.execute(_FEES, {"code": code, "on": on}).one_or_none()
    if row is None:
        raise NoFeeSchedule(code, on)
    return FeeFacts(
        id=row.id,
        code=row.code,
        version=row.version,
        valid_from=row.valid_from,
        market_fee_bps=row.market_fee_bps,
        dues_bps=row.dues_bps,
        solidarity_bps=row.solidarity_bps,
    )


def get_tax_rate(session: Session, on: date, *, country: str, vat_class: str) -> TaxFacts:
    """VAT of a country for a class of goods on a day; the class `zero` is zero everywhere. Raises NoTaxRate."""
    if vat_class == VatClass.ZERO:
        return TaxFacts(None, country, vat_class, 0, None)
    row = session.execute(_TAX, {"country": country, "vat_class": vat_class, "on": on}).one_or_none()
    if row is None:
        raise NoTaxRate(country, vat_class, on)
    return TaxFacts(row.id, country, vat_class, row.rate_bps, row.valid_from)


def get_shipping_rate(
    session: Session, on: date, *, origin_country: str, destination_country: str, grams: int, currency: str
) -> ShippingFacts:
    """The price of the lightest class of parcel that holds `grams`; a named country wins over anywhere.

    Raises NoShippingRate.
    """
    asked = {"origin": origin_country, "destination": destination_country, "grams": grams, "currency": currency}
    row = session.execute(_SHIPPING, {**asked, "on": on}).one_or_none()
    if row is None:
        raise NoShippingRate(origin_country, destination_country, grams)
    return ShippingFacts(row.id, row.max_grams, row.amount_minor, currency)


def get_minimum_price(
    session: Session, signed_on: date, *, product: str, region: str, is_organic: bool, form: str | None = None
) -> MinimumPriceFacts:
    """The row of the price table in force on the day a contract is signed; a named region wins over worldwide.

    Rows that are only announced do not count. Raises NoMinimumPrice.
    """
    asked = {"product": product, "form": form, "region": region, "is_organic": is_organic, "on": signed_on}
    row = session.execute(_MINIMUM, asked).one_or_none()
    if row is None:
        raise NoMinimumPrice(product, signed_on)
    return MinimumPriceFacts(**row._mapping)


def get_conversion(session: Session, *, product: str, from_form: str, to_form: str) -> Fraction:
    """How much of `to_form` one unit by weight of `from_form` is. Raises NoConversion."""
    if from_form == to_form:
        return Fraction(1)
    row = session.execute(_FACTOR, {"product": product, "f": from_form, "t": to_form}).one_or_none()
    if row is not None:
        return Fraction(row.factor)
    if (product, from_form, to_form) == ("coffee", "roasted", "green"):
        return ROASTED_TO_GREEN
    raise NoConversion(product, from_form, to_form)


def list_price_facts(
    session: Session,
    variant_ids: Collection[str],
    *,
    currency: str,
    country: str,
    at: datetime,
    schedule: str = STANDARD_FEES,
) -> dict[str, PriceFacts]:
    """What the breakdown of each variant needs, at a moment, for a buyer in `country`; variants that do not exist are
    missing from the answer.

    Raises NotPriced, NoFeeSchedule or NoTaxRate for the first variant that lacks one.
    """
    if not variant_ids:
        return {}
    asked = {"variants": list(variant_ids), "currency": currency, "country": country, "at": at, "schedule": schedule}
    rows = session.execute(_FACTS, asked).all()
    return {
        cast(str, row.variant_id): _facts(row, currency=currency, country=country, at=at, schedule=schedule)
        for row in rows
    }


def get_price_facts(
    session: Session, variant_id: str, *, currency: str, country: str, at: datetime, schedule: str = STANDARD_FEES
) -> PriceFacts | None:
    """`list_price_facts` of one variant, None when there is no such variant."""
    found = list_price_facts(session, [variant_id], currency=currency, country=country, at=at, schedule=schedule)
    return found.get(variant_id)


def _facts(row: Row[tuple[object, ...]], *, currency: str, country: str, at: datetime, schedule: str) -> PriceFacts:
    fact = row._mapping
    on = at.astimezone(UTC).date()
    if fact["amount_minor"] is None:
        raise NotPriced(fact["variant_id"], currency)
    if fact["fee_id"] is None:
        raise NoFeeSchedule(schedule, on)
    return PriceFacts(
        unit_amount_minor=fact["amount_minor"],
        unit_premium_minor=fact["premium_minor"],
        currency=currency,
        producer_id=fact["producer_id"],
        federation_id=fact["federation_id"],
        market_id=fact["market_id"],
        fund_owner_id=fact["fund_owner_id"],
        fees=FeeFacts(
            id=fact["fee_id"],
            code=schedule,
            version=fact["fee_version"],
            valid_from=fact["fee_valid_from"],
            market_fee_bps=fact["market_fee_bps"],
            dues_bps=fact["dues_bps"],
            solidarity_bps=fact["solidarity_bps"],
        ),
        tax=_tax(
            fact["tax_id"],
            fact["tax_bps"],
            fact["tax_valid_from"],
            country=country,
            vat_class=fact["vat_class"],
            on=on,
        ),
    )


def _tax(
    rule_id: str | None, rate_bps: int | None, valid_from: date | None, *, country: str, vat_class: str, on: date
) -> TaxFacts:
    if vat_class == VatClass.ZERO:
        return TaxFacts(None, country, vat_class, 0, None)
    if rule_id is None or rate_bps is None:
        raise NoTaxRate(country, vat_class, on)
    return TaxFacts(rule_id, country, vat_class, rate_bps, valid_from)
