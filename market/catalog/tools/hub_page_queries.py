"""SQL of a hub's public page. The names are in the reader's language, as everywhere in the shop."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_HUB = text(
    """
    select o.id, o.slug, o.name, o.country, o.place
    from organisation o
    where (o.id = :hub or o.slug = :hub) and o.archived_at is null
      and exists (
          select from hub_products(o.id, :at) offered
          join product p on p.id = offered.product_id and p.state = 'published')
    """
)
_PRODUCTS = text(
    """
    select p.id, p.slug, named.body as name, named.lang, picture.id as picture_id, producer.id as producer_id,
           producer.slug as producer_slug, producer.name as producer_name,
           offer.least as price_minor,
           coalesce(offer.is_there, false) and is_orderable(p.id, cast(:at as date)) as is_in_stock,
           lower(p.name) collate "C" as name_key
    from hub_products(:hub_id, :at) offered
    join product p on p.id = offered.product_id and p.state = 'published'
    join organisation producer on producer.id = p.producer_id
    left join lateral shown_photo(p.picture_id, :at) picture on true
    cross join lateral wording(p.id, 'name', :lang, p.language, p.name) named
    left join lateral (
        select min(c.amount_minor) as least, bool_or(s.on_hand > s.reserved) as is_there
        from variant v
        join price c on c.variant_id = v.id and c.currency = :currency
                    and c.valid_from <= :at and (c.valid_to is null or c.valid_to > :at)
        left join stock s on s.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null
    ) offer on true
    where cast(:after_name as text) is null
          or (lower(p.name) collate "C", p.id) > (cast(:after_name as text) collate "C", :after_id)
    order by name_key, p.id
    limit :limit
    """
)


@dataclass(frozen=True)
class Hub:
    """An organisation that offers what others make."""

    id: str
    slug: str
    name: str
    country: str
    place: str


@dataclass(frozen=True)
class HubProduct:
    """A product that a hub offers; `price_minor` is the lowest of its variants."""

    id: str
    slug: str
    name: str
    lang: str
    picture_id: str | None
    producer_id: str
    producer_slug: str
    producer_name: str
    price_minor: int | None
    is_in_stock: bool
    name_key: str


def find_hub(session: Session, id_or_slug: str, *, at: datetime) -> Hub | None:
    """An organisation that offers something at this moment."""
    row = session.execute(_HUB, {"hub": id_or_slug, "at": at}).one_or_none()
    return None if row is None else Hub(**row._mapping)


def list_products(
    session: Session,
    *,
    hub_id: str,
    currency: str,
    lang: str,
    at: datetime,
    after: tuple[str, str] | None,
    limit: int,
) -> list[HubProduct]:
    """What a hub offers at a moment, by name."""
    after_name, after_id = after or (None, None)
    asked = {
        "hub_id": hub_id,
        "currency": currency,
        "lang": lang,
        "at": at,
        "after_name": after_name,
        "after_id": after_id,
        "limit": limit,
    }
    return [HubProduct(**row._mapping) for row in session.execute(_PRODUCTS, asked)]
