"""SQL of prices and of the rules that have dates. What is not found is an error, never zero."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.errors import NoFeeSchedule, NoMinimumPrice
from market.pricing.facts import FactsRow, price_facts, tax_facts
from market.pricing.floor import MinimumPriceFacts
from market.pricing.forms import Conversion, conversion_between, family
from market.pricing.rules import FeeFacts, PriceFacts, TaxFacts
from models.enums import VatClass

STANDARD_FEES = "standard"
FAIRTRADE = "fairtrade"
"""The scheme whose price table holds for goods that name no other."""

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
# The same choice as in the SQL function `price_facts()`, with a region that has no country's code between the two.
_MINIMUM = text(
    """
    select id, scheme, product, form, region, incoterm, unit, unit_quantity, currency, minimum, premium, premium_bps,
           organic_differential, is_organic, has_special_terms, status, valid_from, valid_to, source_url, note
    from minimum_price
    where scheme = :scheme and product = :product and region = any(:regions)
      and (is_organic = :is_organic or (:is_organic and organic_differential is not null))
      and (cast(:incoterm as text) is null or incoterm = :incoterm)
      and status in ('confirmed', 'derived') and valid_from <= :on and (valid_to is null or valid_to >= :on)
    order by array_position(:regions, region), is_organic = :is_organic desc, form = :form desc nulls last,
             quality <> '', valid_from desc, minimum desc nulls last, id
    limit 1
    """
)
_FACTOR = text(
    """
    select product, from_form, to_form, factor, source
    from conversion_factor
    where product = any(:products) and from_form = :from_form and to_form = :to_form
    order by length(product) desc
    limit 1
    """
)
_FACTS = text("select * from price_facts(:variants, :currency, :country, :at, :schedule)")
_MARKET_COUNTRY = text("select country from organisation where kind = 'market' order by id limit 1")


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
    known = None, None, None
    if vat_class != VatClass.ZERO:
        asked = {"country": country, "vat_class": vat_class, "on": on}
        known = tuple(session.execute(_TAX, asked).one_or_none() or known)
    return tax_facts(*known, country=country, vat_class=vat_class, on=on)


def get_minimum_price(
    session: Session,
    signed_on: date,
    *,
    product: str,
    is_organic: bool,
    scheme: str = FAIRTRADE,
    form: str | None = None,
    origin: str | None = None,
    region: str | None = None,
    incoterm: str | None = None,
) -> MinimumPriceFacts:
    """The row of the price table in force on the day a contract is signed.

    The nearest region wins: the country of `origin`, then the named `region`, then worldwide. Rows that are only
    announced do not count. Raises NoMinimumPrice.
    """
    asked = {
        "scheme": scheme,
        "product": product,
        "form": form,
        "regions": [place for place in (origin, region, "worldwide") if place],
        "is_organic": is_organic,
        "incoterm": incoterm,
        "on": signed_on,
    }
    row = session.execute(_MINIMUM, asked).one_or_none()
    if row is None:
        raise NoMinimumPrice(product, signed_on)
    return MinimumPriceFacts(**row._mapping)


def get_conversion(session: Session, *, product: str, from_form: str, to_form: str) -> Conversion:
    """How much of `to_form` one unit by weight of `from_form` is: by the table, else by the ICO.

    Raises NeedsOwnOutturn, NoConversion.
    """
    asked = {"products": list(family(product)), "from_form": from_form, "to_form": to_form}
    row = session.execute(_FACTOR, asked).one_or_none()
    stored = None
    if row is not None:
        stored = Conversion(row.product, row.from_form, row.to_form, Fraction(row.factor), row.source)
    return conversion_between(product, from_form, to_form, stored)


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
    missing from the answer. One statement.

    Raises a refusal of `CANNOT_BE_SOLD` for the first variant that lacks a price or a rule.
    """
    rows = list_facts_rows(session, variant_ids, currency=currency, country=country, at=at, schedule=schedule)
    on = at.astimezone(UTC).date()
    return {
        variant_id: price_facts(row, currency=currency, country=country, on=on, schedule=schedule)
        for variant_id, row in rows.items()
    }


def list_facts_rows(
    session: Session,
    variant_ids: Collection[str],
    *,
    currency: str,
    country: str,
    at: datetime,
    schedule: str = STANDARD_FEES,
) -> Mapping[str, FactsRow]:
    """The rows that `price_facts` reads, by variant; nothing is refused yet."""
    if not variant_ids:
        return {}
    asked = {"variants": list(variant_ids), "currency": currency, "country": country, "at": at, "schedule": schedule}
    return {row["variant_id"]: cast(FactsRow, row) for row in session.execute(_FACTS, asked).mappings()}


def get_price_facts(
    session: Session, variant_id: str, *, currency: str, country: str, at: datetime, schedule: str = STANDARD_FEES
) -> PriceFacts | None:
    """`list_price_facts` of one variant, None when there is no such variant."""
    found = list_price_facts(session, [variant_id], currency=currency, country=country, at=at, schedule=schedule)
    return found.get(variant_id)


def find_market_country(session: Session) -> str | None:
    """Where the market itself is established."""
    return session.execute(_MARKET_COUNTRY).scalar_one_or_none()
