"""SQL of rule tables: what is there, kept from other imports meanwhile, and what a plan writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from kit.ids import new_id
from market.pricing.forms import Conversion
from market.pricing.tables.fee_rows import FeeShares, FeeTax, GoodsTax
from market.pricing.tables.market_rows import Quotation
from market.pricing.tables.price_rows import PriceContent
from market.pricing.tables.rate_rows import Rate
from market.pricing.tables.rules import C, Dated, Outcome, Plan, Stored
from models.enums import PriceRowStatus
from models.pricing import (
    ConversionFactor,
    ExchangeRate,
    FeeSchedule,
    FeeTaxRule,
    MarketPrice,
    MinimumPrice,
    TaxRate,
)

# One import of rules at a time: each plans by what is there.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('tables of pricing rules'))")
_RATES = text(
    """
    select base, quote, on_date, rate
    from exchange_rate
    join unnest(cast(:bases as text[]), cast(:quotes as text[]), cast(:days as date[])) as asked (base, quote, on_date)
         using (base, quote, on_date)
    """
)
_QUOTATIONS = text(
    """
    select product, form, quoted_on, unit, unit_quantity, currency, amount, source
    from market_price
    join unnest(cast(:products as text[]), cast(:forms as text[]), cast(:days as date[]))
         as asked (product, form, quoted_on) using (product, form, quoted_on)
    """
)
_PUT_FACTOR = text(
    """
    insert into conversion_factor (product, from_form, to_form, factor, source)
    values (:product, :from_form, :to_form, :factor, :source)
    on conflict (product, from_form, to_form) do update set factor = excluded.factor, source = excluded.source
    """
)

Columns = Mapping[str, object]


def lock_tables(session: Session) -> None:
    """Wait for other imports of rules to end."""
    session.execute(_ONE_AT_A_TIME)


def list_prices(session: Session) -> list[Stored[PriceContent]]:
    """Every row of every price table."""
    rows = session.execute(select(MinimumPrice)).scalars()
    return [
        Stored(
            row.id,
            Dated(
                (row.scheme, row.product, row.form, row.is_organic, row.quality, row.region, row.incoterm),
                PriceContent(
                    unit=row.unit,
                    unit_quantity=row.unit_quantity,
                    currency=row.currency,
                    minimum=row.minimum,
                    premium=row.premium,
                    premium_bps=row.premium_bps,
                    premium_earmark=row.premium_earmark,
                    organic_differential=row.organic_differential,
                    has_special_terms=row.has_special_terms,
                    source_url=row.source_url,
                    note=row.note,
                ),
                row.valid_from,
                row.valid_to,
                PriceRowStatus(row.status),
            ),
        )
        for row in rows
    ]


def write_prices(session: Session, plan: Plan[PriceContent]) -> None:
    """Write a plan of price rows."""
    _write(session, MinimumPrice, "mpr", plan, _price_columns)


def list_schedules(session: Session) -> list[Stored[FeeShares]]:
    """Every fee schedule."""
    return [
        Stored(
            row.id,
            Dated(
                (row.code,),
                FeeShares(row.market_fee_bps, row.dues_bps, row.solidarity_bps),
                row.valid_from,
                row.valid_to,
            ),
        )
        for row in session.execute(select(FeeSchedule)).scalars()
    ]


def write_schedules(session: Session, plan: Plan[FeeShares]) -> None:
    """Write a plan of fee schedules; each is the next version of its code."""
    rows = session.execute(select(col(FeeSchedule.code), col(FeeSchedule.version))).all()
    versions: dict[str, int] = {}
    for row in rows:
        versions[row.code] = max(row.version, versions.get(row.code, 0))

    def columns(row: Dated[FeeShares]) -> Columns:
        code = str(row.key[0])
        versions[code] = versions.get(code, 0) + 1
        return {
            "code": code,
            "version": versions[code],
            "market_fee_bps": row.content.market_fee_bps,
            "dues_bps": row.content.dues_bps,
            "solidarity_bps": row.content.solidarity_bps,
        }

    _write(session, FeeSchedule, "fee", plan, columns)


def list_fee_taxes(session: Session) -> list[Stored[FeeTax]]:
    """Every rule of VAT on fees."""
    return [
        Stored(
            row.id,
            Dated(
                (row.fee, row.market_country, row.tax_status, row.is_domestic),
                FeeTax(row.rate_bps, row.legal_note, row.source, row.is_confirmed),
                row.valid_from,
                row.valid_to,
            ),
        )
        for row in session.execute(select(FeeTaxRule)).scalars()
    ]


def write_fee_taxes(session: Session, plan: Plan[FeeTax]) -> None:
    """Write a plan of VAT on fees."""
    _write(
        session,
        FeeTaxRule,
        "ftr",
        plan,
        lambda row: {
            **dict(zip(("fee", "market_country", "tax_status", "is_domestic"), row.key, strict=True)),
            "rate_bps": row.content.rate_bps,
            "legal_note": row.content.legal_note,
            "source": row.content.source,
            "is_confirmed": row.content.is_confirmed,
        },
    )


def list_goods_taxes(session: Session) -> list[Stored[GoodsTax]]:
    """Every rate of VAT on goods."""
    return [
        Stored(
            row.id,
            Dated((row.country, row.vat_class), GoodsTax(row.rate_bps, row.source), row.valid_from, row.valid_to),
        )
        for row in session.execute(select(TaxRate)).scalars()
    ]


def write_goods_taxes(session: Session, plan: Plan[GoodsTax]) -> None:
    """Write a plan of VAT on goods."""
    _write(
        session,
        TaxRate,
        "tax",
        plan,
        lambda row: {
            **dict(zip(("country", "vat_class"), row.key, strict=True)),
            "rate_bps": row.content.rate_bps,
            "source": row.content.source,
        },
    )


def list_factors(session: Session) -> dict[tuple[str, str, str], Decimal]:
    """Every factor, by product and forms."""
    rows = session.execute(select(ConversionFactor)).scalars()
    return {(row.product, row.from_form, row.to_form): row.factor for row in rows}


def put_factors(session: Session, conversions: Sequence[tuple[Conversion, Decimal]]) -> None:
    """Write factors, instead of those that were there."""
    for conversion, factor in conversions:
        session.execute(
            _PUT_FACTOR,
            {
                "product": conversion.product,
                "from_form": conversion.from_form,
                "to_form": conversion.to_form,
                "factor": factor,
                "source": conversion.source,
            },
        )


def list_rates(session: Session, rates: Sequence[Rate]) -> dict[tuple[str, str, date], Decimal]:
    """Which of these pairs and days have a rate, and which."""
    asked = {
        "bases": [rate.base for rate in rates],
        "quotes": [rate.quote for rate in rates],
        "days": [rate.on for rate in rates],
    }
    return {(row.base, row.quote, row.on_date): row.rate for row in session.execute(_RATES, asked)}


def insert_rates(session: Session, rates: Sequence[Rate]) -> None:
    """Write rates that are not there."""
    rows = [
        {"base": rate.base, "quote": rate.quote, "on_date": rate.on, "rate": rate.rate, "source": rate.source}
        for rate in rates
    ]
    if rows:
        session.execute(insert(ExchangeRate), rows)


def list_quotations(session: Session, quotations: Sequence[Quotation]) -> dict[tuple[str, str, date], Quotation]:
    """Which of these products, forms and days have a market price, and which."""
    asked = {
        "products": [one.product for one in quotations],
        "forms": [one.form for one in quotations],
        "days": [one.quoted_on for one in quotations],
    }
    known = [Quotation(**row._mapping) for row in session.execute(_QUOTATIONS, asked)]
    return {(one.product, one.form, one.quoted_on): one for one in known}


def insert_quotations(session: Session, quotations: Sequence[Quotation]) -> None:
    """Write market prices that are not there."""
    if quotations:
        session.execute(insert(MarketPrice), [{"id": new_id("mkp"), **asdict(one)} for one in quotations])


def _price_columns(row: Dated[PriceContent]) -> Columns:
    names = ("scheme", "product", "form", "is_organic", "quality", "region", "incoterm")
    content = row.content
    return {
        **dict(zip(names, row.key, strict=True)),
        "unit": content.unit,
        "unit_quantity": content.unit_quantity,
        "has_special_terms": content.has_special_terms,
        "currency": content.currency,
        "minimum": content.minimum,
        "premium": content.premium,
        "premium_bps": content.premium_bps,
        "premium_earmark": content.premium_earmark,
        "organic_differential": content.organic_differential,
        "status": row.status,
        "source_url": content.source_url,
        "note": content.note,
    }


def _write(
    session: Session, table: type[SQLModel], prefix: str, plan: Plan[C], columns: Callable[[Dated[C]], Columns]
) -> None:
    """Ends first: two rows of a key never hold on the same day, not even for a moment."""
    own_id = col(table.id)  # type: ignore[attr-defined]
    for row_id, last_day in plan.endings.items():
        session.execute(update(table).where(own_id == row_id).values(valid_to=last_day))
    new = []
    for planned in plan.rows:
        if planned.row is None or planned.outcome not in {Outcome.NEW, Outcome.CHANGED}:
            continue
        values = {
            **columns(planned.row),
            "valid_from": planned.row.valid_from,
            "valid_to": planned.row.valid_to,
        }
        if planned.outcome is Outcome.NEW:
            new.append({"id": new_id(prefix), **values})
        else:
            session.execute(update(table).where(own_id == planned.stored_id).values(values))
    if new:
        session.execute(insert(table), new)
