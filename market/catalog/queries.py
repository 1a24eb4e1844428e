"""SQL of products that are written: a producer's own list, and the steps onto and off the shelf."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.accounts.queries import is_member
from models.catalog import Product
from models.enums import ProductState

_OWN = """
    select p.id, p.slug, p.handle, p.name, p.language, p.category_code, p.state, p.version, p.updated_at, p.picture_id,
           p.publish_at, p.unpublish_at,
           offer.variants as variant_count, offer.least as price_minor, coalesce(offer.left, 0) as available
    from product p
    left join lateral (
        select count(*) as variants, min(c.amount_minor) as least, sum(s.on_hand - s.reserved) as left
        from variant v
        left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
        left join stock s on s.variant_id = v.id
        where v.product_id = p.id and v.archived_at is null
    ) offer on true
    where {condition}
    """
_OWN_LIST = text(
    _OWN.format(
        condition="""p.producer_id = :producer_id and (cast(:after as text) is null or p.id > :after)
      and (cast(:state as text) is null or p.state = :state)
      and (cast(:words as text) is null or strpos(plain(p.name), plain(:words)) > 0
           or strpos(lower(p.handle), lower(:words)) > 0 or exists (
               select from variant v
               where v.product_id = p.id and (strpos(lower(v.sku), lower(:words)) > 0 or v.barcode = :words)))
    order by p.id
    limit :limit"""
    )
)
_OWN_ONE = text(_OWN.format(condition="p.id = :product_id"))
_READINESS = text(
    """
    select
        count(*) as variants,
        count(*) filter (where not exists (
            select from price c
            where c.variant_id = v.id and c.currency = :currency and c.valid_to is null)) as unpriced,
        count(*) filter (where not exists (select from stock s where s.variant_id = v.id)) as uncounted
    from variant v
    where v.product_id = :product_id and v.archived_at is null
    """
)
_LEARN = text("select learn_search_words(:products)")


@dataclass(frozen=True)
class OwnProduct:
    """A product as its producer sees it; `price_minor` is the lowest of its variants."""

    id: str
    slug: str
    handle: str
    name: str
    language: str
    category_code: str
    state: ProductState
    version: int
    updated_at: datetime
    variant_count: int
    price_minor: int | None
    available: int
    picture_id: str | None
    publish_at: datetime | None
    unpublish_at: datetime | None


@dataclass(frozen=True)
class Readiness:
    """How many variants there are, and how many of them lack a price or a count."""

    variants: int
    unpriced: int
    uncounted: int


def list_own_products(
    session: Session,
    *,
    producer_id: str,
    currency: str,
    state: ProductState | None,
    words: str | None = None,
    after: str | None,
    limit: int,
) -> list[OwnProduct]:
    """A producer's products in the order they were made; `words` stand in the name, the handle or an article number,
    or are a barcode."""
    asked = {
        "producer_id": producer_id,
        "currency": currency,
        "state": state,
        "words": words,
        "after": after,
        "limit": limit,
    }
    return [_own(row) for row in session.execute(_OWN_LIST, asked)]


def get_own_product(session: Session, *, product_id: str, currency: str) -> OwnProduct:
    """One product as its producer sees it; it must exist."""
    return _own(session.execute(_OWN_ONE, {"product_id": product_id, "currency": currency}).one())


def _own(row: Row[tuple[object, ...]]) -> OwnProduct:
    return OwnProduct(**{**row._mapping, "state": ProductState(row.state), "available": int(row.available)})


def lock_own_product(session: Session, *, product_id: str, person_id: str | None) -> Product | None:
    """The product, locked, if the person is a member of its producer; None also when there is none."""
    product = session.execute(
        select(Product).where(col(Product.id) == product_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if product is None or not is_member(session, person_id=person_id, organisation_id=product.producer_id):
        return None
    return product


def find_producer(session: Session, product_id: str) -> str | None:
    """Who makes the product, on sale or not."""
    return session.execute(select(col(Product.producer_id)).where(col(Product.id) == product_id)).scalar_one_or_none()


def get_readiness(session: Session, *, product_id: str, currency: str) -> Readiness:
    """What a product still lacks to be sold."""
    row = session.execute(_READINESS, {"product_id": product_id, "currency": currency}).one()
    return Readiness(row.variants, row.unpriced, row.uncounted)


def learn_words(session: Session, product_ids: list[str]) -> None:
    """Let the words of these published products correct typing errors from now on."""
    session.execute(_LEARN, {"products": product_ids})
