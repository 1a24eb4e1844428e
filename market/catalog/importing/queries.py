"""SQL of what an import reads: what is there, locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.catalog.importing.categories import OTHER
from market.catalog.importing.plan import StoredProduct, StoredVariant
from models.catalog import Category
from models.enums import OrganisationKind, VatClass
from models.organisations import Organisation

_LOCK_PRODUCER = text(
    """
    select slug, name, country, coalesce(languages[1], 'en') as language
    from organisation where id = :id and kind = 'producer' and archived_at is null for no key update
    """
)
_LOCK_PRODUCTS = text(
    """
    select p.id from product p
    where p.producer_id = :producer_id and p.handle = any(:handles)
    order by p.id for no key update
    """
)
# `offset 0` holds the planner to the indexes: of tables that have just been filled it believes them empty, and joins
# five hundred products with all there are.
_LOCK_STOCK = text(
    """
    select s.variant_id
    from stock s
    where s.variant_id in (
        select v.id
        from unnest(cast(:handles as text[])) as asked (handle)
        cross join lateral (
            select p.id from product p where p.producer_id = :producer_id and p.handle = asked.handle offset 0
        ) p
        cross join lateral (select v.id from variant v where v.product_id = p.id offset 0) v
    )
    order by s.variant_id
    for update of s
    """
)
_STORED = text(
    """
    select p.id as product_id, p.handle, p.name as product_name, p.description, p.language, p.category_code, p.version,
           p.state = 'published' as is_on_sale, p.option_names,
           v.id, v.label, v.sku, v.barcode, v.net_quantity, v.net_unit, v.weight_grams, v.position, v.option_values,
           c.amount_minor, coalesce(c.premium_minor, 0) as premium_minor, s.on_hand, coalesce(s.reserved, 0) as reserved
    from (select distinct handle from unnest(cast(:handles as text[])) as asked (handle)) asked
    cross join lateral (
        select * from product p where p.producer_id = :producer_id and p.handle = asked.handle offset 0
    ) p
    left join lateral (
        select * from variant v where v.product_id = p.id and v.archived_at is null offset 0
    ) v on true
    left join lateral (
        select c.amount_minor, c.premium_minor from price c
        where c.variant_id = v.id and c.currency = :currency and c.valid_to is null offset 0
    ) c on true
    left join lateral (select s.on_hand, s.reserved from stock s where s.variant_id = v.id offset 0) s on true
    order by p.id, v.position, v.id
    """
)


@dataclass(frozen=True)
class ImportingProducer:
    """What new products take from their producer, and what it is called in files."""

    slug: str
    name: str
    country: str
    language: str


def list_category_codes(session: Session) -> frozenset[str]:
    """The shelves of this market, with the one for what fits nowhere, which an import makes when it needs it."""
    return frozenset(session.execute(select(col(Category.code))).scalars()) | {OTHER}


def lock_products(session: Session, *, producer_id: str, handles: Sequence[str]) -> None:
    """Lock a producer's products in the order of their ids: whoever changes one locks it before all else."""
    session.execute(_LOCK_PRODUCTS, {"producer_id": producer_id, "handles": list(handles)})


def lock_producer(session: Session, producer_id: str) -> ImportingProducer | None:
    """The producer, locked: its imports happen one after the other."""
    row = session.execute(_LOCK_PRODUCER, {"id": producer_id}).one_or_none()
    return None if row is None else ImportingProducer(row.slug, row.name, row.country, row.language)


def find_producer_id(session: Session, id_or_slug: str) -> str | None:
    """The id of a producer."""
    found = select(col(Organisation.id)).where(
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
        col(Organisation.kind) == OrganisationKind.PRODUCER,
    )
    return session.execute(found).scalar_one_or_none()


def list_vat_classes(session: Session) -> dict[str, VatClass]:
    """The VAT class of each shelf."""
    rows = session.execute(select(col(Category.code), col(Category.vat_class))).all()
    return {code: VatClass(vat_class) for code, vat_class in rows}


def list_stored(
    session: Session, *, producer_id: str, handles: Sequence[str], currency: str, is_locking: bool
) -> dict[str, StoredProduct]:
    """A producer's products by handle; `is_locking` holds their stock so that no checkout moves it meanwhile."""
    asked = {"producer_id": producer_id, "handles": list(handles)}
    if is_locking:
        session.execute(_LOCK_STOCK, asked)
    rows = session.execute(_STORED, {**asked, "currency": currency}).all()
    stored = {}
    for product_id, group in groupby(rows, key=lambda row: row.product_id):
        lines = list(group)
        first = lines[0]
        stored[first.handle] = StoredProduct(
            id=product_id,
            handle=first.handle,
            name=first.product_name,
            description=first.description,
            language=first.language,
            category_code=first.category_code,
            version=first.version,
            is_on_sale=first.is_on_sale,
            option_names=tuple(first.option_names),
            variants=tuple(
                StoredVariant(
                    id=line.id,
                    label=line.label,
                    sku=line.sku,
                    barcode=line.barcode,
                    net_quantity=line.net_quantity,
                    net_unit=line.net_unit,
                    weight_grams=line.weight_grams,
                    position=line.position,
                    option_values=tuple(line.option_values),
                    amount_minor=line.amount_minor,
                    premium_minor=line.premium_minor,
                    on_hand=line.on_hand,
                    reserved=line.reserved,
                )
                for line in lines
                if line.id is not None
            ),
        )
    return stored
