"""SQL of imports: what is there, locked, and what is written, a few statements for any number of products."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.ids import new_id
from market.catalog.importing.categories import OTHER
from market.catalog.importing.plan import ProductPlan, StoredProduct, StoredVariant, VariantChange
from models.catalog import CatalogImport, Category, Price, Product, Variant
from models.enums import OrganisationKind, ProductState, VatClass
from models.organisations import Organisation

_LOCK_PRODUCER = text(
    """
    select slug, country, coalesce(languages[1], 'en') as language
    from organisation where id = :id and kind = 'producer' and archived_at is null for no key update
    """
)
_LOCK_STOCK = text(
    """
    select s.variant_id
    from stock s join variant v on v.id = s.variant_id join product p on p.id = v.product_id
    where p.producer_id = :producer_id and p.handle = any(:handles)
    order by s.variant_id
    for update of s
    """
)
_STORED = text(
    """
    select p.id as product_id, p.handle, p.name as product_name, p.description, p.category_code, p.version,
           p.state = 'published' as is_on_sale,
           v.id, v.label, v.sku, v.barcode, v.net_quantity, v.net_unit, v.weight_grams, v.position,
           c.amount_minor, coalesce(c.premium_minor, 0) as premium_minor, s.on_hand, coalesce(s.reserved, 0) as reserved
    from product p
    left join variant v on v.product_id = p.id and v.archived_at is null
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    where p.producer_id = :producer_id and p.handle = any(:handles)
    order by p.id, v.position, v.id
    """
)
_TAKEN_SLUGS = text("select slug from product where slug = any(:slugs)")
_UPDATE_PRODUCTS = text(
    """
    update product p
    set name = n.name, description = n.description, version = p.version + 1, updated_at = :now
    from unnest(cast(:ids as text[]), cast(:names as text[]), cast(:descriptions as text[]))
         as n (id, name, description)
    where p.id = n.id
    """
)
_UPDATE_VARIANTS = text(
    """
    update variant v
    set sku = n.sku, barcode = n.barcode, net_quantity = n.net, net_unit = n.unit, weight_grams = n.grams,
        position = n.position
    from unnest(cast(:ids as text[]), cast(:skus as text[]), cast(:barcodes as text[]), cast(:nets as numeric[]),
                cast(:units as text[]), cast(:grams as int[]), cast(:positions as int[]))
         as n (id, sku, barcode, net, unit, grams, position)
    where v.id = n.id
    """
)
_ARCHIVE_VARIANTS = text("update variant set archived_at = :now where id = any(:ids)")
# A price that began this very moment still had its moment: intervals are half-open and never empty.
_CLOSE_PRICES = text(
    """
    update price set valid_to = greatest(cast(:now as timestamptz), valid_from + interval '1 microsecond')
    where variant_id = any(:ids) and currency = :currency and valid_to is null
    returning variant_id, valid_to
    """
)
_UPSERT_STOCK = text(
    """
    insert into stock (variant_id, on_hand, reserved)
    select * from unnest(cast(:ids as text[]), cast(:counts as int[]), array_fill(0, array[cardinality(:ids)]))
    order by 1
    on conflict (variant_id) do update set on_hand = excluded.on_hand
    """
)
_EXPORT = text(
    """
    select p.handle, p.name, p.description, o.name as producer_name, p.category_code, p.state,
           v.label, v.sku, v.barcode, v.weight_grams, v.net_quantity, v.net_unit, c.amount_minor,
           coalesce(s.on_hand, 0) as on_hand
    from product p
    join organisation o on o.id = p.producer_id
    join variant v on v.product_id = p.id and v.archived_at is null
    left join price c on c.variant_id = v.id and c.currency = :currency and c.valid_to is null
    left join stock s on s.variant_id = v.id
    where p.producer_id = :producer_id and p.state <> 'archived'
    order by p.handle, v.position, v.id
    """
)


@dataclass(frozen=True)
class ExportRow:
    """One variant with its product."""

    handle: str
    name: str
    description: str
    producer_name: str
    category_code: str
    state: ProductState
    label: str
    sku: str | None
    barcode: str | None
    weight_grams: int
    net_quantity: Decimal
    net_unit: str
    amount_minor: int | None
    on_hand: int


@dataclass(frozen=True)
class ImportingProducer:
    """What new products take from their producer."""

    slug: str
    country: str
    language: str


def list_category_codes(session: Session) -> frozenset[str]:
    """The shelves of this market."""
    return frozenset(session.execute(select(col(Category.code))).scalars())


def lock_producer(session: Session, producer_id: str) -> ImportingProducer | None:
    """The producer, locked: its imports happen one after the other."""
    row = session.execute(_LOCK_PRODUCER, {"id": producer_id}).one_or_none()
    return None if row is None else ImportingProducer(row.slug, row.country, row.language)


def find_producer_id(session: Session, id_or_slug: str) -> str | None:
    """The id of a producer."""
    found = select(col(Organisation.id)).where(
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
        col(Organisation.kind) == OrganisationKind.PRODUCER,
    )
    return session.execute(found).scalar_one_or_none()


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
            category_code=first.category_code,
            version=first.version,
            is_on_sale=first.is_on_sale,
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


def make_other_category(session: Session) -> None:
    """Make the shelf for what fits nowhere, at the full rate of VAT, if this market has none."""
    if session.get(Category, OTHER) is None:
        labels = {"en": "Other", "fr": "Autres", "es": "Otros", "pt": "Outros"}
        session.add(Category(code=OTHER, labels=labels, vat_class=VatClass.STANDARD, position=1000))
        session.flush()


def insert_products(
    session: Session, plans: Sequence[ProductPlan], *, producer_id: str, producer: ImportingProducer, now: datetime
) -> list[str]:
    """Write new products, without their variants; answers their ids in the order of the plans."""
    if not plans:
        return []
    wanted = [slug for plan in plans for slug in _slugs(plan.product.handle, producer.slug)]
    taken = set(session.execute(_TAKEN_SLUGS, {"slugs": wanted}).scalars())
    ids = [new_id("prod") for _ in plans]
    rows = []
    for product_id, plan in zip(ids, plans, strict=True):
        slug = next(
            (slug for slug in _slugs(plan.product.handle, producer.slug) if slug not in taken),
            f"{plan.product.handle}-{product_id[-8:]}",
        )
        taken.add(slug)
        rows.append(
            {
                "id": product_id,
                "slug": slug,
                "handle": plan.product.handle,
                "producer_id": producer_id,
                "category_code": plan.category_code,
                "name": plan.product.name,
                "short_line": "",
                "description": plan.product.description,
                "language": producer.language,
                "origin_country": producer.country,
                "origin_region": "",
                "state": ProductState.PUBLISHED if plan.is_published else ProductState.DRAFT,
                "popularity": 0,
                "version": 1,
                "published_at": now if plan.is_published else None,
                "created_at": now,
                "updated_at": now,
            }
        )
    session.execute(insert(Product), rows)
    return ids


def update_products(session: Session, plans: Sequence[ProductPlan], *, now: datetime) -> None:
    """Write the words of products that are there, and archive the variants that the file no longer has."""
    pairs = [(plan, plan.stored) for plan in plans if plan.stored is not None]
    if not pairs:
        return
    session.execute(
        _UPDATE_PRODUCTS,
        {
            "ids": [stored.id for _, stored in pairs],
            "names": [plan.product.name for plan, _ in pairs],
            "descriptions": [plan.product.description for plan, _ in pairs],
            "now": now,
        },
    )
    gone = [variant.id for plan, _ in pairs for variant in plan.gone]
    if gone:
        session.execute(_ARCHIVE_VARIANTS, {"ids": gone, "now": now})


@dataclass(frozen=True)
class PlacedChange:
    """A change of a variant whose product is written; `variant_id` is new for a new variant."""

    product_id: str
    variant_id: str
    vat_class: VatClass
    change: VariantChange


def write_variants(session: Session, placed: Sequence[PlacedChange], *, currency: str, now: datetime) -> None:
    """Write variants, close prices that changed and open new ones (their premium stays), set counts."""
    _insert_variants(session, [each for each in placed if each.change.stored is None], now=now)
    _update_variants(session, [each for each in placed if each.change.stored and each.change.needs_row])
    _write_prices(session, [each for each in placed if each.change.needs_price], currency=currency, now=now)
    counted = [each for each in placed if each.change.needs_stock]
    if counted:
        counts = [each.change.on_hand for each in counted]
        session.execute(_UPSERT_STOCK, {"ids": [each.variant_id for each in counted], "counts": counts})


def _insert_variants(session: Session, placed: Sequence[PlacedChange], *, now: datetime) -> None:
    rows = [
        {
            "id": each.variant_id,
            "product_id": each.product_id,
            "label": each.change.wanted.label,
            "sku": each.change.wanted.sku,
            "barcode": each.change.wanted.barcode,
            "net_quantity": each.change.wanted.net_quantity,
            "net_unit": each.change.wanted.net_unit,
            "weight_grams": each.change.wanted.weight_grams,
            "vat_class": each.vat_class,
            "floor_organic": False,
            "position": each.change.position,
            "created_at": now,
        }
        for each in placed
    ]
    if rows:
        session.execute(insert(Variant), rows)


def _update_variants(session: Session, placed: Sequence[PlacedChange]) -> None:
    if not placed:
        return
    wanted = [each.change.wanted for each in placed]
    session.execute(
        _UPDATE_VARIANTS,
        {
            "ids": [each.variant_id for each in placed],
            "skus": [variant.sku for variant in wanted],
            "barcodes": [variant.barcode for variant in wanted],
            "nets": [variant.net_quantity for variant in wanted],
            "units": [variant.net_unit for variant in wanted],
            "grams": [variant.weight_grams for variant in wanted],
            "positions": [each.change.position for each in placed],
        },
    )


def _write_prices(session: Session, placed: Sequence[PlacedChange], *, currency: str, now: datetime) -> None:
    if not placed:
        return
    ids = [each.variant_id for each in placed]
    closed = session.execute(_CLOSE_PRICES, {"ids": ids, "currency": currency, "now": now}).all()
    since = {row.variant_id: row.valid_to for row in closed}
    rows = [
        {
            "id": new_id("prc"),
            "variant_id": each.variant_id,
            "currency": currency,
            "amount_minor": each.change.wanted.amount_minor,
            "premium_minor": each.change.stored.premium_minor if each.change.stored else 0,
            "valid_from": since.get(each.variant_id, now),
        }
        for each in placed
    ]
    session.execute(insert(Price), rows)


def list_vat_classes(session: Session) -> dict[str, VatClass]:
    """The VAT class of each shelf."""
    rows = session.execute(select(col(Category.code), col(Category.vat_class))).all()
    return {code: VatClass(vat_class) for code, vat_class in rows}


def insert_import(session: Session, record: CatalogImport) -> None:
    """Keep the report."""
    session.add(record)
    session.flush()


def list_imports(session: Session, *, producer_id: str, before: str | None, limit: int) -> list[CatalogImport]:
    """A producer's imports, newest first."""
    found = select(CatalogImport).where(col(CatalogImport.producer_id) == producer_id)
    if before is not None:
        found = found.where(col(CatalogImport.id) < before)
    return list(session.execute(found.order_by(col(CatalogImport.id).desc()).limit(limit)).scalars())


def list_export(session: Session, *, producer_id: str, currency: str) -> list[ExportRow]:
    """Every variant of a producer's products, by handle."""
    rows = session.execute(_EXPORT, {"producer_id": producer_id, "currency": currency})
    return [ExportRow(**{**row._mapping, "state": ProductState(row.state)}) for row in rows]


def _slugs(handle: str, producer_slug: str) -> Iterable[str]:
    return handle, f"{handle}-{producer_slug}"
