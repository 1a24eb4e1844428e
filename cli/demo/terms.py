"""The demo market's terms: fees, taxes, minimum and market prices, exchange rates, promotions, shipping."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.market_types import MinimumPrice as MinimumPriceContent
from cli.demo.rows import insert_rows
from models.enums import FeeKind, PriceRowStatus, ShippingKind, TaxStatus, VatClass
from models.pricing import (
    ExchangeRate,
    FeeSchedule,
    FeeTaxRule,
    MarketPrice,
    MinimumPrice,
    PickupPoint,
    Promotion,
    ShippingRate,
    ShippingService,
    ShippingZone,
    TaxRate,
)

_ZONE = "europe"


def write_terms(session: Session, content: DemoContent, organisations: Mapping[str, str], *, now: datetime) -> None:
    """Write every rule that has dates, and how parcels travel."""
    _write_rules(session, content, now=now)
    _write_shipping(session, content, organisations)


def _write_rules(session: Session, content: DemoContent, *, now: datetime) -> None:
    market = content.market
    insert_rows(session, list(_fee_schedules(content)))
    insert_rows(
        session,
        [
            TaxRate(
                country=vat.country,
                vat_class=vat_class,
                rate_bps=rate,
                valid_from=vat.effective_from,
                source="" if vat.confirmed else "a demo value, not checked",
            )
            for vat in market.vat
            for vat_class, rate in ((VatClass.FOOD, vat.food_bps), (VatClass.STANDARD, vat.standard_bps))
        ],
    )
    insert_rows(
        session,
        [
            FeeTaxRule(
                fee=FeeKind(fee),
                market_country=market.country,
                tax_status=TaxStatus(rule.tax_status),
                is_domestic=rule.domestic,
                rate_bps=rule.bps,
                legal_note=rule.legal_note,
                source="" if rule.confirmed else "a demo value, not checked",
                is_confirmed=rule.confirmed,
                valid_from=market.opened_on,
            )
            for rule in market.fee_taxes
            for fee in rule.fees
        ],
    )
    insert_rows(session, [_minimum_price(row) for row in market.minimum_prices])
    # A rate counts for a week. The demo's is the same all along, and for a year to come.
    weeks = range((now.date() - market.opened_on).days // 7 + 53)
    insert_rows(
        session,
        [
            ExchangeRate(
                base=rate.base,
                quote=rate.quote,
                on_date=market.opened_on + timedelta(weeks=week),
                rate=rate.rate,
                source=rate.source,
            )
            for rate in market.exchange_rates
            for week in weeks
        ],
    )
    insert_rows(
        session,
        [
            MarketPrice(
                product=row.product,
                form=row.form,
                unit=row.unit,
                currency=row.currency,
                amount=row.amount,
                quoted_on=first,
                source=row.source,
            )
            for row in market.market_prices
            for first in _firsts_of_months(market.opened_on, now.date() + timedelta(days=365))
        ],
    )
    opened = datetime.combine(market.opened_on, datetime.min.time(), UTC)
    insert_rows(
        session,
        [
            Promotion(code=promotion.code, is_borne_by_market=True, discount_bps=promotion.bps, valid_from=opened)
            for promotion in market.promotions
        ],
    )


def _firsts_of_months(begins: date, ends: date) -> Iterator[date]:
    """The first of every month, from the one that `begins` is in."""
    for month in range(begins.year * 12 + begins.month - 1, ends.year * 12 + ends.month):
        yield date(month // 12, month % 12 + 1, 1)


def _minimum_price(row: MinimumPriceContent) -> MinimumPrice:
    return MinimumPrice(
        product=row.product,
        form=row.form,
        incoterm=row.incoterm,
        unit=row.unit,
        currency=row.currency,
        minimum=row.minimum,
        premium=row.premium,
        premium_earmark=row.premium_earmark,
        organic_differential=row.organic_differential,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        status=PriceRowStatus(row.status),
        source_url=row.source,
        note=row.note,
    )


def _write_shipping(session: Session, content: DemoContent, organisations: Mapping[str, str]) -> None:
    market = content.market
    for position, service in enumerate(market.services):
        # Two of them came with the schema.
        session.merge(
            ShippingService(
                code=service.code,
                kind=ShippingKind(service.kind),
                labels=dict(service.label),
                days_min=service.days[0] if service.days else None,
                days_max=service.days[1] if service.days else None,
                position=position,
            )
        )
    session.flush()
    # Only where the tax is known, so that an address elsewhere is refused in the cart and not at its end.
    countries = sorted({vat.country for vat in market.vat})
    insert_rows(session, [ShippingZone(code=_ZONE, country=country) for country in countries])
    insert_rows(
        session,
        [
            ShippingRate(
                service=shipping.service,
                origin_country=shipping.origin,
                destination=_ZONE,
                max_grams=band.up_to_grams,
                currency=market.currency,
                amount_minor=band.price_minor,
                valid_from=market.opened_on,
            )
            for shipping in market.shipping
            for band in shipping.bands
        ],
    )
    insert_rows(
        session,
        [
            PickupPoint(
                organisation_id=organisations[point.producer],
                name=point.name,
                line1=point.line1,
                postal_code=point.postal_code,
                city=point.city,
                country=point.country,
                hours=point.hours,
            )
            for point in market.pickup_points
        ],
    )


def fee_days(content: DemoContent) -> list[date]:
    """The days on which the shares of the price changed, the first of them included."""
    return sorted({fee.effective_from for fee in content.market.fees})


def _fee_schedules(content: DemoContent) -> Iterable[FeeSchedule]:
    for version, day in enumerate(fee_days(content), start=1):
        in_force = {
            fee.kind: fee.bps
            for fee in sorted(content.market.fees, key=lambda fee: fee.effective_from)
            if fee.effective_from <= day
        }
        yield FeeSchedule(
            code="standard",
            version=version,
            market_fee_bps=in_force["market_fee"],
            dues_bps=in_force["federation_dues"],
            solidarity_bps=in_force["solidarity_fund"],
            valid_from=day,
        )
