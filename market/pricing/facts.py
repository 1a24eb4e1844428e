"""The facts of a price out of a row of `price_facts()`, whichever way the row came: through a session or as JSON."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from kit.currencies import NotChargeable, currency_facts
from market.pricing.errors import (
    FloorNotComparable,
    NeedsOwnOutturn,
    NoConversion,
    NoFeeSchedule,
    NoFeeTaxRule,
    NoMinimumPrice,
    NoTaxRate,
    NotPriced,
    PriceTooLow,
    UnknownUnit,
)
from market.pricing.floor import MinimumPriceFacts, floor_for, plain
from market.pricing.forms import Conversion, conversion_between
from market.pricing.rules import FeeFacts, FeeTaxFacts, FloorFacts, PriceFacts, TaxFacts
from models.enums import FeeKind, VatClass

CANNOT_BE_SOLD = (
    NotPriced,
    NoFeeSchedule,
    NoTaxRate,
    NoFeeTaxRule,
    NoMinimumPrice,
    NoConversion,
    NeedsOwnOutturn,
    FloorNotComparable,
    UnknownUnit,
    PriceTooLow,
    NotChargeable,
)
"""Why a price cannot be taken apart: a rule is missing, or the price does not fit the rules."""


class FeeTaxRow(TypedDict):
    id: str
    rate_bps: int
    valid_from: str
    note: str


class MinimumPriceRow(TypedDict):
    """Amounts as text, since they are exact."""

    id: str
    scheme: str
    product: str
    form: str
    region: str
    incoterm: str
    unit: str
    unit_quantity: str
    currency: str
    minimum: str | None
    premium: str | None
    premium_bps: int | None
    organic_differential: str | None
    is_organic: bool
    has_special_terms: bool
    status: str
    valid_from: str
    valid_to: str | None
    source_url: str
    note: str


class FactorRow(TypedDict):
    factor: str
    source: str


class RateRow(TypedDict):
    base: str
    quote: str
    on: str
    rate: str
    source: str


class FloorRow(TypedDict):
    """What was asked of the price table, and what it answered."""

    product: str
    form: str
    is_organic: bool
    on: str
    net_quantity: str
    net_unit: str
    row: MinimumPriceRow | None
    factor: FactorRow | None
    rate: RateRow | None


class FactsRow(TypedDict):
    """A row of `price_facts()`; dates are text in JSON."""

    variant_id: str
    producer_id: str
    amount_minor: int | None
    premium_minor: int | None
    vat_class: str
    federation_id: str | None
    market_id: str | None
    market_country: str | None
    fund_owner_id: str | None
    tax_status: str
    fee_id: str | None
    fee_version: int
    fee_valid_from: date | str
    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int
    tax_id: str | None
    tax_bps: int
    tax_valid_from: date | str
    fee_tax: FeeTaxRow | None
    dues_tax: FeeTaxRow | None
    floor: FloorRow | None


def price_facts(
    row: FactsRow, *, currency: str, country: str, on: date, schedule: str, amount_minor: int | None = None
) -> PriceFacts:
    """The facts of a row, or of another price than the one that is in force.

    Raises NotPriced, NoFeeSchedule, NoTaxRate, NoFeeTaxRule, or what `floor_facts` raises, when a rule is missing.
    """
    amount = row["amount_minor"] if amount_minor is None else amount_minor
    if amount is None:
        raise NotPriced(row["variant_id"], currency)
    if row["fee_id"] is None:
        raise NoFeeSchedule(schedule, on)
    return PriceFacts(
        unit_amount_minor=amount,
        unit_premium_minor=row["premium_minor"] or 0,
        currency=currency,
        producer_id=row["producer_id"],
        federation_id=row["federation_id"],
        market_id=row["market_id"],
        fund_owner_id=row["fund_owner_id"],
        fees=FeeFacts(
            id=row["fee_id"],
            code=schedule,
            version=row["fee_version"],
            valid_from=_day(row["fee_valid_from"]),
            market_fee_bps=row["market_fee_bps"],
            dues_bps=row["dues_bps"],
            solidarity_bps=row["solidarity_bps"],
        ),
        tax=_tax(row, country=country, on=on),
        fee_tax=_fee_tax(row, FeeKind.MARKET_FEE, row["fee_tax"], on, is_charged=row["market_fee_bps"] > 0),
        dues_tax=_fee_tax(
            row,
            FeeKind.FEDERATION_DUES,
            row["dues_tax"],
            on,
            is_charged=row["dues_bps"] > 0 and row["federation_id"] is not None,
        ),
        floor=None if row["floor"] is None else floor_facts(row["floor"], currency=currency, on=on),
    )


def tax_facts(
    rule_id: str | None,
    rate_bps: int | None,
    valid_from: date | str | None,
    *,
    country: str,
    vat_class: str,
    on: date,
) -> TaxFacts:
    """The class `zero` is zero everywhere. Raises NoTaxRate for what no rule is known of."""
    if vat_class == VatClass.ZERO:
        return TaxFacts(None, country, vat_class, 0, None)
    if rule_id is None or rate_bps is None or valid_from is None:
        raise NoTaxRate(country, vat_class, on)
    return TaxFacts(rule_id, country, vat_class, rate_bps, _day(valid_from))


def minimum_price_facts(row: MinimumPriceRow) -> MinimumPriceFacts:
    """A row of the price table."""
    return MinimumPriceFacts(
        id=row["id"],
        scheme=row["scheme"],
        product=row["product"],
        form=row["form"],
        region=row["region"],
        incoterm=row["incoterm"],
        unit=row["unit"],
        unit_quantity=Decimal(row["unit_quantity"]),
        currency=row["currency"],
        minimum=_decimal(row["minimum"]),
        premium=_decimal(row["premium"]),
        premium_bps=row["premium_bps"],
        organic_differential=_decimal(row["organic_differential"]),
        is_organic=row["is_organic"],
        has_special_terms=row["has_special_terms"],
        status=row["status"],
        valid_from=_day(row["valid_from"]),
        valid_to=None if row["valid_to"] is None else _day(row["valid_to"]),
        source_url=row["source_url"],
        note=row["note"],
    )


def floor_facts(asked: FloorRow, *, currency: str, on: date) -> FloorFacts:
    """The minimum price of one unit in the price's currency.

    Raises NoMinimumPrice, NoConversion, NeedsOwnOutturn, UnknownUnit, and FloorNotComparable where the table is in
    another currency and no rate of the last seven days is known.
    """
    if asked["row"] is None:
        raise NoMinimumPrice(asked["product"], _day(asked["on"]))
    row = minimum_price_facts(asked["row"])
    table = f"{row.scheme}, {row.product}, {row.region}, from {row.valid_from.isoformat()}"
    if row.minimum is None:
        return FloorFacts(row.id, None, f"no minimum price is set: {table}")
    conversion = conversion_by(asked["factor"], product=asked["product"], from_form=asked["form"], to_form=row.form)
    net_quantity = Fraction(asked["net_quantity"])
    floor = floor_for(net_quantity, asked["net_unit"], row=row, conversion=conversion, is_organic=asked["is_organic"])
    assert floor.minimum is not None
    rate, compared = rate_by(asked["rate"], of=row.currency, into=currency, on=on)
    minor = floor.minimum * rate * 10 ** currency_facts(currency).exponent
    words = [
        f"minimum price {plain(row.minimum)} {row.currency} per {row.per} ({table})",
        f"organic +{plain(row.organic_differential)}"
        if floor.organic_differential and row.organic_differential
        else "",
        conversion_words(conversion),
        compared,
    ]
    return FloorFacts(row.id, minor, "; ".join(word for word in words if word))


def conversion_by(factor: FactorRow | None, *, product: str, from_form: str, to_form: str) -> Conversion:
    """By the nearest row of the table of factors, or what is built in. Raises NeedsOwnOutturn, NoConversion."""
    stored = None
    if factor is not None:
        stored = Conversion(product, from_form, to_form, Fraction(factor["factor"]), factor["source"])
    return conversion_between(product, from_form, to_form, stored)


def conversion_words(conversion: Conversion) -> str:
    """`roasted to green × 1.19`; nothing where nothing is converted."""
    if conversion.factor == 1:
        return ""
    return f"{conversion.from_form} to {conversion.to_form} × {_shown(conversion.factor)}"


def rate_by(rate: RateRow | None, *, of: str, into: str, on: date) -> tuple[Fraction, str]:
    """What one unit of `of` is worth in `into`, and in words by which publication. Raises FloorNotComparable."""
    if of == into:
        return Fraction(1), ""
    if rate is None:
        raise FloorNotComparable(of, into, on)
    published = Fraction(rate["rate"])
    words = f"1 {rate['base']} = {plain(Decimal(rate['rate']))} {rate['quote']} on {rate['on']}, {rate['source']}"
    return (published if rate["base"] == of else 1 / published), words


def _tax(row: FactsRow, *, country: str, on: date) -> TaxFacts:
    known = row["tax_id"], row["tax_bps"], row["tax_valid_from"]
    return tax_facts(*known, country=country, vat_class=row["vat_class"], on=on)


def _fee_tax(row: FactsRow, fee: FeeKind, rule: FeeTaxRow | None, on: date, *, is_charged: bool) -> FeeTaxFacts:
    """Where nothing is charged there is nothing to tax; a rule that is missing otherwise is no zero."""
    country = row["market_country"] or ""
    if not is_charged:
        return FeeTaxFacts(None, country, 0, None, "")
    if rule is None:
        raise NoFeeTaxRule(fee, row["producer_id"], row["tax_status"], on)
    return FeeTaxFacts(rule["id"], country, rule["rate_bps"], _day(rule["valid_from"]), rule["note"])


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _decimal(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _shown(factor: Fraction) -> str:
    return plain(Decimal(factor.numerator) / Decimal(factor.denominator))
