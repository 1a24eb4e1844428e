"""SQL of market prices: what was quoted for goods on sale. Nothing is due by it: what cannot be compared is none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.money import half_up
from market.pricing.errors import FloorNotComparable, NeedsOwnOutturn, NoConversion, UnknownUnit
from market.pricing.facts import conversion_by, conversion_words, rate_by
from market.pricing.floor import per_unit, plain
from market.pricing.forms import in_table_units

# Beyond this no unit is sold, and nothing is added up.
_DEAREST_MINOR = 10**12
# The nearest name first, then the newest day, then the goods' own form. Most are published by the month.
_QUOTED = text(
    """
    select v.id as variant_id, v.floor_product as named, coalesce(v.floor_form, '') as form, v.net_quantity, v.net_unit,
           q.id, q.product, q.form as quoted_form, q.unit, q.unit_quantity, q.currency, q.amount, q.quoted_on, q.source,
           factor.row as factor, rate.row as rate
    from variant v
    cross join (select (cast(:at as timestamptz) at time zone 'UTC')::date as today) d
    cross join lateral (
        select k.* from market_price k
        where (k.product = v.floor_product or starts_with(v.floor_product, k.product || '_'))
          and k.quoted_on between d.today - 45 and d.today
        order by length(k.product) desc, k.quoted_on desc, k.form = v.floor_form desc nulls last, k.form
        limit 1
    ) q
    left join lateral (
        select json_build_object('factor', c.factor::text, 'source', c.source) as row
        from conversion_factor c
        where c.from_form = v.floor_form and c.to_form = q.form
          and (c.product = v.floor_product or starts_with(v.floor_product, c.product || '_'))
        order by length(c.product) desc
        limit 1
    ) factor on true
    left join lateral (
        select json_build_object('base', x.base, 'quote', x.quote, 'on', x.on_date, 'rate', x.rate::text,
                                 'source', x.source) as row
        from exchange_rate x
        where (x.base, x.quote) in ((q.currency, :currency), (:currency, q.currency))
          and x.on_date between d.today - 7 and d.today
        order by x.on_date desc, x.base = q.currency desc
        limit 1
    ) rate on true
    where v.id = any(cast(:variants as text[]))
    """
)


@dataclass(frozen=True)
class MarketPriceFacts:
    """What a market quoted for as much as one unit, in minor units of a currency, exact; and by which row, in words."""

    price_id: str
    unit_price: Fraction
    note: str

    def minor_of(self, quantity: int) -> int:
        """The same of so many units, rounded half up."""
        return half_up(self.unit_price * quantity)


def frozen_market_price(quoted: MarketPriceFacts | None, quantity: int) -> dict[str, Any]:
    """The columns by which an order line keeps what was quoted for its units."""
    return {
        "market_minor": None if quoted is None else quoted.minor_of(quantity),
        "market_price_id": None if quoted is None else quoted.price_id,
        "market_note": "" if quoted is None else quoted.note,
    }


def list_market_prices(
    session: Session, variant_ids: Collection[str], *, currency: str, at: datetime
) -> dict[str, MarketPriceFacts]:
    """What was quoted last for each of these variants, within 45 days; those are missing that name no product of the
    price tables, for which nothing was quoted, or which cannot be compared. One statement, none without variants."""
    if not variant_ids:
        return {}
    asked = {"variants": list(variant_ids), "currency": currency, "at": at}
    on = at.astimezone(UTC).date()
    rows = session.execute(_QUOTED, asked).all()
    return {row.variant_id: facts for row in rows if (facts := _facts(row, currency, on)) is not None}


def _facts(row: Any, currency: str, on: date) -> MarketPriceFacts | None:
    try:
        conversion = conversion_by(row.factor, product=row.named, from_form=row.form, to_form=row.quoted_form)
        quantity = in_table_units(Fraction(row.net_quantity), row.net_unit, conversion, into=row.unit)
        rate, compared = rate_by(row.rate, of=row.currency, into=currency, on=on)
    except (NoConversion, NeedsOwnOutturn, UnknownUnit, FloorNotComparable):
        return None
    units = quantity / Fraction(row.unit_quantity)
    price = Fraction(row.amount) * units * rate * 10 ** currency_facts(currency).exponent
    if price > _DEAREST_MINOR:
        return None
    said_by = f"{row.product}, {row.quoted_form}, {row.quoted_on.isoformat()}, {row.source}"
    words = (
        f"market price {plain(row.amount)} {row.currency} per {per_unit(row.unit, row.unit_quantity)} ({said_by})",
        conversion_words(conversion),
        compared,
    )
    return MarketPriceFacts(row.id, price, "; ".join(word for word in words if word))
