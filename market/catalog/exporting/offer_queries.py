"""SQL of feeds: what is on sale at a moment, page by page, and a fingerprint of all of it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from market.catalog.exporting.offers import Audience, Offer, OfferedProduct, OwnWord, Shipping, Vouched
from models.enums import AssuranceClass, OrganisationKind

# A way to send it is chosen as checkout chooses: the most particular destination, then the lightest class that fits.
_OFFERS = """
    with page as materialized (
        select p.*
        from product p join organisation maker on maker.id = p.producer_id and maker.archived_at is null
        where p.state = 'published' and (cast(:producer_id as text) is null or p.producer_id = :producer_id)
          and (cast(:after as text) is null or p.id > :after)
          and exists (
              select from variant own join price c on c.variant_id = own.id
              where own.product_id = p.id and own.archived_at is null and c.currency = :currency
                and c.valid_from <= :at and (c.valid_to is null or c.valid_to > :at))
        order by p.id limit :limit
    ), claim as (
        select c.product_id, json_agg(json_build_array(
                   c.certificate_id, s.name, s.owner, s.assurance_class, held.issued_by, held.number, c.covers,
                   c.valid_to, s.codes ->> 'dfc') order by s.code, c.certificate_id) as all_of_them
        from product_claims(array(select page.id from page), :at) c
        join scheme s on s.id = c.scheme_id
        join certificate held on held.id = c.certificate_id
        group by c.product_id
    )
    select p.id as product_id, p.slug, named.body as name, coalesce(described.body, '') as description,
           named.lang, p.category_code, coalesce(label_in(k.labels, :lang), k.code) as shelf, p.origin_country,
           shown.id as picture_id, o.id as producer_id, o.slug as producer_slug, o.name as producer_name,
           v.id, v.label, v.sku, v.barcode, v.net_quantity, v.net_unit, v.weight_grams, c.amount_minor,
           case when is_orderable(p.id, cast(:at as date)) then greatest(coalesce(s.on_hand - s.reserved, 0), 0)
                else 0 end as available, vat.rate_bps, parcel.ways,
           claim.all_of_them as claims
    from page p
    join organisation o on o.id = p.producer_id
    join category k on k.code = p.category_code
    join variant v on v.product_id = p.id and v.archived_at is null
    join price c on c.variant_id = v.id and c.currency = :currency
                and c.valid_from <= :at and (c.valid_to is null or c.valid_to > :at)
    left join stock s on s.variant_id = v.id
    left join claim on claim.product_id = p.id
    left join lateral shown_photo(p.picture_id, :at) shown on true
    cross join lateral wording(p.id, 'name', :lang, p.language, p.name) named
    left join lateral wording(p.id, 'description', :lang, p.language, p.description) described on true
    left join lateral (
        select case when v.vat_class = 'zero' then 0 else (
            select t.rate_bps from tax_rate t
            where t.country = :country and t.vat_class = v.vat_class
              and t.valid_from <= cast(:at as date) and (t.valid_to is null or t.valid_to >= cast(:at as date))
            order by t.valid_from desc limit 1) end as rate_bps
    ) vat on true
    left join lateral (
        select json_agg(json_build_array(best.code, best.amount_minor) order by best.position, best.code) as ways
        from (
            select distinct on (w.code) w.code, w.position, r.amount_minor
            from shipping_service w
            join shipping_rate r on r.service = w.code and r.currency = :currency and r.max_grams >= v.weight_grams
                                and r.origin_country in (o.country, '*')
                                and r.valid_from <= cast(:at as date)
                                and (r.valid_to is null or r.valid_to >= cast(:at as date))
                                and (r.destination in (:country, '*') or exists (
                                    select from shipping_zone z where z.code = r.destination and z.country = :country))
            where w.kind <> 'pickup'
            order by w.code, r.destination = :country desc, r.destination = '*', r.origin_country = '*', r.max_grams,
                     r.valid_from desc, r.amount_minor, r.id
        ) best
    ) parcel on true
    order by p.id, v.position, v.id
"""
_PAGE = text(_OFFERS)
# What a feed tells of stock is only whether there is any.
_FINGERPRINT = text(
    f"""
    select count(*), coalesce(sum(hashtextextended(
               (to_jsonb(o) - 'available' || jsonb_build_object('any', o.available > 0))::text, 0)), 0)
    from ({_OFFERS}) o
    """
)
_PRODUCER = text(
    """
    select o.id, o.slug, o.name from organisation o
    where (o.id = :name or o.slug = :name) and o.kind = :kind and o.archived_at is null
    """
)
_OWN_WORDS = text(
    """
    select l.organisation_id, t.code, coalesce(label_in(t.labels, :lang), t.code) as label
    from solidarity_link l join term t on t.code = l.term_code
    where (cast(:producer_id as text) is null or l.organisation_id = :producer_id) and l.consented_on is not null
    order by l.organisation_id, t.position, t.code
    """
)


def find_producer(session: Session, id_or_slug: str) -> str | None:
    """The id of a producer that is here."""
    row = session.execute(_PRODUCER, {"name": id_or_slug, "kind": OrganisationKind.PRODUCER}).one_or_none()
    return None if row is None else str(row.id)


def fingerprint_offers(session: Session, audience: Audience, *, producer_id: str | None) -> str:
    """Another text whenever anything that a feed tells is another."""
    count, total = session.execute(_FINGERPRINT, _asked(audience, producer_id, after=None, limit=None)).one()
    return f"{count}-{int(total) % 2**64:016x}"


def list_offered(
    session: Session, audience: Audience, *, producer_id: str | None, after: str | None, limit: int
) -> list[OfferedProduct]:
    """At most `limit` products on sale, by id, from the one after `after` on."""
    rows = session.execute(_PAGE, _asked(audience, producer_id, after=after, limit=limit))
    return [_product(list(variants)) for _, variants in groupby(rows, key=lambda row: row.product_id)]


def list_own_words(session: Session, *, producer_id: str | None, lang: str) -> dict[str, list[OwnWord]]:
    """What organisations say of themselves and consented to have told, by organisation; of one, or of all."""
    rows = session.execute(_OWN_WORDS, {"producer_id": producer_id, "lang": lang})
    return {
        owner: [OwnWord(row.code, row.label) for row in words]
        for owner, words in groupby(rows, key=lambda row: str(row.organisation_id))
    }


def _asked(audience: Audience, producer_id: str | None, *, after: str | None, limit: int | None) -> dict[str, object]:
    return {
        "lang": audience.lang,
        "currency": audience.currency,
        "country": audience.country,
        "at": audience.at,
        "producer_id": producer_id,
        "after": after,
        "limit": limit,
    }


def _product(rows: Sequence[Row[Any]]) -> OfferedProduct:
    first = rows[0]
    return OfferedProduct(
        id=first.product_id,
        slug=first.slug,
        name=first.name,
        description=first.description,
        lang=first.lang,
        category_code=first.category_code,
        shelf=first.shelf,
        origin_country=first.origin_country,
        picture_id=first.picture_id,
        producer_id=first.producer_id,
        producer_slug=first.producer_slug,
        producer_name=first.producer_name,
        offers=tuple(_offer(row) for row in rows),
        claims=tuple(_vouched(*claim) for claim in first.claims or ()),
    )


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        id=row.id,
        label=row.label,
        sku=row.sku,
        barcode=row.barcode,
        net_quantity=Decimal(row.net_quantity),
        net_unit=row.net_unit,
        weight_grams=row.weight_grams,
        amount_minor=row.amount_minor,
        available=row.available,
        vat_bps=row.rate_bps,
        parcels=tuple(Shipping(service, amount) for service, amount in row.ways or ()),
    )


def _vouched(
    certificate_id: str,
    scheme_name: str,
    scheme_owner: str,
    assurance_class: str,
    issued_by: str,
    number: str,
    covers: str,
    valid_to: str,
    facet: str | None,
) -> Vouched:
    return Vouched(
        certificate_id=certificate_id,
        scheme_name=scheme_name,
        scheme_owner=scheme_owner,
        assurance_class=AssuranceClass(assurance_class),
        issued_by=issued_by,
        number=number,
        covers=covers,
        valid_to=date.fromisoformat(valid_to),
        facet=facet,
    )
