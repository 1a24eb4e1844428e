"""SQL of a price that nothing has yet: the rules that would cut it."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from market.pricing.facts import FactsRow

# As `price_facts()`, for goods that are not written down; without a variant nothing says which minimum price holds.
_FACTS = text(
    """
    select '' as variant_id, producer.id as producer_id, null as amount_minor, null as premium_minor,
           cast(:vat_class as text) as vat_class, federation.id as federation_id, market.id as market_id,
           market.country as market_country, fund.owner_id as fund_owner_id, producer.tax_status,
           fee.id as fee_id, fee.version as fee_version, fee.valid_from as fee_valid_from, fee.market_fee_bps,
           fee.dues_bps, fee.solidarity_bps,
           tax.id as tax_id, tax.rate_bps as tax_bps, tax.valid_from as tax_valid_from,
           fee_tax.rule as fee_tax, dues_tax.rule as dues_tax, null as floor
    from organisation producer
    cross join (select (cast(:at as timestamptz) at time zone 'UTC')::date as today) d
    left join lateral (
        select network.id
        from network_membership m
        join organisation network on network.id = m.network_id and network.kind = 'federation'
        where m.member_id = producer.id and m.accepted_at <= :at and (m.ended_at is null or m.ended_at > :at)
        order by m.accepted_at, m.id limit 1
    ) federation on true
    left join lateral (
        select o.id, o.country from organisation o where o.kind = 'market' order by o.id limit 1
    ) market on true
    left join lateral (
        select f.owner_id from fund f where f.kind = 'solidarity' and f.currency = :currency order by f.id limit 1
    ) fund on true
    left join lateral (
        select f.* from fee_schedule f
        where f.code = :schedule and f.valid_from <= d.today and (f.valid_to is null or f.valid_to >= d.today)
        order by f.valid_from desc limit 1
    ) fee on true
    left join lateral (
        select t.id, t.rate_bps, t.valid_from from tax_rate t
        where t.country = :country and t.vat_class = :vat_class and t.valid_from <= d.today
          and (t.valid_to is null or t.valid_to >= d.today)
        order by t.valid_from desc limit 1
    ) tax on true
    left join lateral (
        select json_build_object(
                   'id', r.id, 'rate_bps', r.rate_bps, 'valid_from', r.valid_from, 'note', r.legal_note) as rule
        from fee_tax_rule r
        where r.fee = 'market_fee' and r.market_country = market.country and r.tax_status = producer.tax_status
          and r.is_domestic = (producer.country = market.country) and r.valid_from <= d.today
          and (r.valid_to is null or r.valid_to >= d.today)
        order by r.valid_from desc limit 1
    ) fee_tax on true
    left join lateral (
        select json_build_object(
                   'id', r.id, 'rate_bps', r.rate_bps, 'valid_from', r.valid_from, 'note', r.legal_note) as rule
        from fee_tax_rule r
        where federation.id is not null
          and r.fee = 'federation_dues' and r.market_country = market.country and r.tax_status = producer.tax_status
          and r.is_domestic = (producer.country = market.country) and r.valid_from <= d.today
          and (r.valid_to is null or r.valid_to >= d.today)
        order by r.valid_from desc limit 1
    ) dues_tax on true
    where producer.id = :producer_id
    """
)
_VAT_CLASS = text("select vat_class from category where code = :code")
_MAKER = text("select p.producer_id from variant v join product p on p.id = v.product_id where v.id = :variant_id")
_NAMES = text("select id, slug, name from organisation where id = any(:ids)")


def get_facts_row(
    session: Session, *, producer_id: str, vat_class: str, currency: str, country: str, schedule: str, at: datetime
) -> FactsRow:
    """What `price_facts` reads, for goods of this VAT class that are not written down. The producer must exist."""
    asked = {
        "producer_id": producer_id,
        "vat_class": vat_class,
        "currency": currency,
        "country": country,
        "schedule": schedule,
        "at": at,
    }
    return cast(FactsRow, dict(session.execute(_FACTS, asked).mappings().one()))


def find_vat_class(session: Session, category_code: str) -> str | None:
    return session.execute(_VAT_CLASS, {"code": category_code}).scalar_one_or_none()


def find_maker(session: Session, variant_id: str) -> str | None:
    """Whose variant it is, on sale or not."""
    return session.execute(_MAKER, {"variant_id": variant_id}).scalar_one_or_none()


def list_names(session: Session, organisation_ids: Collection[str]) -> dict[str, dict[str, object]]:
    """`{id, slug, name}` of organisations, by id."""
    rows = session.execute(_NAMES, {"ids": list(organisation_ids)})
    return {row.id: {"id": row.id, "slug": row.slug, "name": row.name} for row in rows}
