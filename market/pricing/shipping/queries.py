"""SQL of shipping: every way that the parcels of one cart may travel, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.pricing.facts import tax_facts
from market.pricing.shipping.rules import ChosenService, ParcelFacts, ParcelShipping, Pickup, ShippingChoice
from models.enums import ShippingKind, VatClass
from models.pricing import PickupPoint

# The most particular destination first (country, zone, anywhere), then the lightest class of parcel that holds it. Who
# fetches a parcel does so in the country it is bought for: VAT is owed where the goods are handed over.
_CHOICES = text(
    """
    with parcel as (
        select * from unnest(cast(:producers as text[]), cast(:origins as text[]), cast(:grams as int[]))
                      as p (producer_id, origin, grams)
    ), day as (
        select distinct on_date from unnest(cast(:days as date[])) as d (on_date)
    ), best as (
        select distinct on (p.producer_id, s.code, d.on_date)
               p.producer_id, d.on_date, s.code as service, s.kind, s.labels, s.days_min, s.days_max, s.position,
               r.id as rule_id, r.max_grams, r.destination, r.amount_minor
        from parcel p
        cross join day d
        cross join shipping_service s
        join shipping_rate r on r.service = s.code and r.currency = :currency and r.max_grams >= p.grams
                            and r.origin_country in (p.origin, '*')
                            and r.valid_from <= d.on_date and (r.valid_to is null or r.valid_to >= d.on_date)
                            and (r.destination in (:country, '*') or exists (
                                select from shipping_zone z where z.code = r.destination and z.country = :country))
        where s.kind <> 'pickup' or exists (
            select from pickup_point here
            where here.organisation_id = p.producer_id and here.country = :country and here.closed_at is null)
        order by p.producer_id, s.code, d.on_date, r.destination = :country desc, r.destination = '*',
                 r.origin_country = '*', r.max_grams, r.valid_from desc, r.amount_minor, r.id
    )
    select p.producer_id, best.service, best.on_date, best.kind, best.labels, best.days_min, best.days_max,
           best.rule_id, best.max_grams, best.destination, best.amount_minor, chosen.service as chosen_service,
           to_jsonb(place) as place, tax.id as tax_id, tax.rate_bps as tax_bps, tax.valid_from as tax_valid_from
    from parcel p
    left join best on best.producer_id = p.producer_id
    left join cart_parcel chosen on chosen.cart_id = :cart_id and chosen.producer_id = p.producer_id
    left join pickup_point place on place.id = chosen.pickup_point_id and place.country = :country
                                and place.organisation_id = p.producer_id and place.closed_at is null
    left join lateral (
        select t.id, t.rate_bps, t.valid_from
        from tax_rate t
        where t.country = :country and t.vat_class = 'standard' and t.valid_from <= :on
          and (t.valid_to is null or t.valid_to >= :on)
        order by t.valid_from desc
        limit 1
    ) tax on true
    order by p.producer_id, best.position, best.service
    """
)


def list_parcel_shipping(
    session: Session,
    parcels: Sequence[ParcelFacts],
    *,
    country: str,
    currency: str,
    lang: str,
    on: date,
    shown_on: date | None = None,
    cart_id: str | None = None,
) -> dict[str, ParcelShipping]:
    """How each parcel may travel on a day, by producer, with what the cart chose and what each way cost on `shown_on`.

    Raises NoTaxRate for a destination whose tax on shipping is not known.
    """
    if not parcels:
        return {}
    rows = session.execute(
        _CHOICES,
        {
            "producers": [parcel.producer_id for parcel in parcels],
            "origins": [parcel.origin_country for parcel in parcels],
            "grams": [parcel.grams for parcel in parcels],
            "days": [on, shown_on or on],
            "on": on,
            "country": country,
            "currency": currency,
            "cart_id": cart_id,
        },
    )
    found = {parcel.producer_id: ParcelShipping((), (), None, None) for parcel in parcels}
    for row in rows:
        parcel = found[row.producer_id]
        if row.chosen_service is not None and parcel.chosen is None:
            parcel = replace(parcel, chosen=ChosenService(row.chosen_service, _pickup(row.place)))
        if row.service is not None and row.on_date == on:
            known = row.tax_id, row.tax_bps, row.tax_valid_from
            tax = tax_facts(*known, country=country, vat_class=VatClass.STANDARD, on=on)
            choice = ShippingChoice(
                service=row.service,
                kind=ShippingKind(row.kind),
                label=row.labels.get(lang) or row.labels.get("en") or row.service,
                days_min=row.days_min,
                days_max=row.days_max,
                rule_id=row.rule_id,
                max_grams=row.max_grams,
                destination=row.destination,
                amount_minor=row.amount_minor,
            )
            parcel = replace(parcel, choices=(*parcel.choices, choice), tax=tax)
        if row.service is not None and row.on_date == (shown_on or on):
            parcel = replace(parcel, shown_minor=(*parcel.shown_minor, (row.service, row.amount_minor)))
        found[row.producer_id] = parcel
    return found


def list_pickup_points(session: Session, producer_ids: Sequence[str], *, country: str) -> dict[str, list[Pickup]]:
    """Where these producers' parcels can be fetched in a country, by producer."""
    found = select(PickupPoint).where(
        col(PickupPoint.organisation_id).in_(producer_ids),
        col(PickupPoint.country) == country,
        col(PickupPoint.closed_at).is_(None),
    )
    places: dict[str, list[Pickup]] = {}
    for place in session.execute(found.order_by(col(PickupPoint.name), col(PickupPoint.id))).scalars():
        places.setdefault(place.organisation_id, []).append(_place(place.model_dump()))
    return places


def _pickup(place: Mapping[str, str] | None) -> Pickup | None:
    return None if place is None else _place(place)


def _place(row: Mapping[str, str]) -> Pickup:
    return Pickup(
        id=row["id"],
        name=row["name"],
        line1=row["line1"],
        line2=row["line2"],
        postal_code=row["postal_code"],
        city=row["city"],
        country=row["country"],
        hours=row["hours"],
    )
