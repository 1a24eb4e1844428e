"""SQL of hubs and of what they may offer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import OrganisationKind
from models.hubs import HubGrant, HubGrantCategory, HubGrantProduct
from models.organisations import Organisation

_GRANTS = text(
    """
    select g.id, g.producer_id, producer.name as producer_name, g.hub_id, hub.name as hub_name, hub.slug as hub_slug,
           g.covers_all, g.may_set_stock, g.may_set_price, g.valid_from, g.valid_to, g.created_at, g.accepted_at,
           g.ended_at,
           array(select c.category_code from hub_grant_category c where c.grant_id = g.id order by 1) as categories,
           array(select p.product_id from hub_grant_product p where p.grant_id = g.id order by 1) as products,
           array(select p.name from hub_grant_product one join product p on p.id = one.product_id
                 where one.grant_id = g.id order by p.id) as product_names
    from hub_grant g
    join organisation producer on producer.id = g.producer_id
    join organisation hub on hub.id = g.hub_id
    where (g.producer_id = :organisation_id or g.hub_id = :organisation_id)
      and (cast(:grant_id as text) is null or g.id = :grant_id)
    order by g.id desc limit 500
    """
)
_UNKNOWN_CATEGORIES = text(
    """
    select wanted.code from unnest(cast(:codes as text[])) as wanted (code)
    where not exists (select from category c where c.code = wanted.code) order by wanted.code limit 1
    """
)
_FOREIGN_PRODUCTS = text(
    """
    select wanted.id from unnest(cast(:ids as text[])) as wanted (id)
    where not exists (
        select from product p where p.id = wanted.id and p.producer_id = :producer_id and p.state <> 'archived')
    limit 1
    """
)
_MAY_SET = text(
    """
    select coalesce(bool_or(o.may_set_stock), false) as stock, coalesce(bool_or(o.may_set_price), false) as price
    from hub_offer o
    where o.hub_id = :hub_id and o.product_id = :product_id and o.starts_at <= :at and o.ends_at > :at
    """
)
_OFFERED = text(
    """
    select p.id as product_id, p.name, p.language, p.state, p.producer_id, producer.name as producer_name,
           v.id as variant_id, v.label, c.amount_minor as price_minor, coalesce(s.on_hand - s.reserved, 0) as available,
           coalesce(s.on_hand, 0) as on_hand, may.stock as may_set_stock, may.price as may_set_price
    from hub_products(:hub_id, :at) offered
    join product p on p.id = offered.product_id and p.state = 'published'
    join organisation producer on producer.id = p.producer_id
    join variant v on v.product_id = p.id and v.archived_at is null
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    cross join lateral (
        select bool_or(o.may_set_stock) as stock, bool_or(o.may_set_price) as price from hub_offer o
        where o.hub_id = :hub_id and o.product_id = p.id and o.starts_at <= :at and o.ends_at > :at) may
    where cast(:after as text) is null or v.id > :after
    order by v.id
    limit :limit
    """
)

_HOLD = text("select id from hub_grant where hub_id = :hub_id and producer_id = :producer_id order by id for share")


@dataclass(frozen=True)
class HubGrantFact:
    """A grant, named on both sides. Empty `categories` and `products` where it covers all."""

    id: str
    producer_id: str
    producer_name: str
    hub_id: str
    hub_name: str
    hub_slug: str
    covers_all: bool
    categories: tuple[str, ...]
    products: tuple[str, ...]
    product_names: tuple[str, ...]
    may_set_stock: bool
    may_set_price: bool
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class HubMay:
    """What a hub may set of a product now."""

    stock: bool
    price: bool


@dataclass(frozen=True)
class HubOffer:
    """A variant that a hub offers now. `price_minor` None: none in this currency."""

    product_id: str
    name: str
    language: str
    state: str
    producer_id: str
    producer_name: str
    variant_id: str
    label: str
    price_minor: int | None
    available: int
    on_hand: int
    may_set_stock: bool
    may_set_price: bool


def find_hub(session: Session, id_or_slug: str) -> str | None:
    """The id of an organisation that can be a hub: any that is still there, but not the market itself."""
    statement = select(col(Organisation.id)).where(
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
        col(Organisation.kind) != OrganisationKind.MARKET,
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(statement).scalar_one_or_none()


def is_producer(session: Session, organisation_id: str) -> bool:
    """Whether it makes what it sells and is still there."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind) == OrganisationKind.PRODUCER,
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(statement).first() is not None


def find_unknown_category(session: Session, codes: Collection[str]) -> str | None:
    """The first of the codes that is no category."""
    return session.execute(_UNKNOWN_CATEGORIES, {"codes": list(codes)}).scalar_one_or_none()


def has_foreign_product(session: Session, product_ids: Collection[str], *, producer_id: str) -> bool:
    """Whether one of the products is not the producer's, or is in the archive."""
    asked = {"ids": list(product_ids), "producer_id": producer_id}
    return session.execute(_FOREIGN_PRODUCTS, asked).first() is not None


def insert_grant(session: Session, grant: HubGrant, *, categories: Collection[str], products: Collection[str]) -> None:
    session.add(grant)
    session.flush()
    session.add_all([HubGrantCategory(grant_id=grant.id, category_code=code) for code in categories])
    session.add_all([HubGrantProduct(grant_id=grant.id, product_id=id_) for id_ in products])
    session.flush()


def lock_grant(session: Session, grant_id: str) -> HubGrant | None:
    statement = select(HubGrant).where(col(HubGrant.id) == grant_id)
    return session.execute(statement.with_for_update().execution_options(populate_existing=True)).scalar_one_or_none()


def list_grants(session: Session, organisation_id: str) -> list[HubGrantFact]:
    """What an organisation granted and was granted, newest first, also what ended."""
    return [_fact(row) for row in session.execute(_GRANTS, {"organisation_id": organisation_id, "grant_id": None})]


def get_grant(session: Session, grant: HubGrant) -> HubGrantFact:
    """The same of one that is there."""
    return _fact(session.execute(_GRANTS, {"organisation_id": grant.hub_id, "grant_id": grant.id}).one())


def may_set(session: Session, *, hub_id: str, product_id: str, at: datetime) -> HubMay:
    """What the grants in force let a hub set of a product."""
    row = session.execute(_MAY_SET, {"hub_id": hub_id, "product_id": product_id, "at": at}).one()
    return HubMay(row.stock, row.price)


def list_offers(
    session: Session, *, hub_id: str, currency: str, at: datetime, after: str | None, limit: int
) -> list[HubOffer]:
    """The variants on sale that a hub offers at a moment, by id."""
    asked = {"hub_id": hub_id, "currency": currency, "at": at, "after": after, "limit": limit}
    return [HubOffer(**row._mapping) for row in session.execute(_OFFERED, asked)]


def _fact(row: Row[tuple[object, ...]]) -> HubGrantFact:
    lists = {name: tuple(row._mapping[name]) for name in ("categories", "products", "product_names")}
    return HubGrantFact(**{**row._mapping, **lists})


def hold_grants(session: Session, *, hub_id: str, producer_id: str) -> None:
    """Nobody ends a grant between the two before this transaction ends."""
    session.execute(_HOLD, {"hub_id": hub_id, "producer_id": producer_id})
