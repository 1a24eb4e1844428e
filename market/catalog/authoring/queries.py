"""SQL of products that are written: what a new one takes from its producer, and what one's own editor shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.ids import new_id
from market.accounts.queries import is_member
from market.catalog.importing.categories import OTHER
from models.catalog import Category, Country, Price, Product, ProductWindow, Stock, Variant
from models.enums import ProductState, VatClass

# A producer's products get their handles one after the other.
_LOCK_PRODUCER = text(
    """
    select slug, country, coalesce(languages[1], 'en') as language
    from organisation where id = :id and kind = 'producer' and archived_at is null for no key update
    """
)
_LAST_PRODUCT = text(
    """
    select p.category_code, p.language, p.origin_country, p.origin_region, v.vat_class, v.net_unit, v.weight_grams
    from product p
    left join lateral (
        select v.vat_class, v.net_unit, v.weight_grams from variant v
        where v.product_id = p.id and v.archived_at is null
        order by v.position, v.id
        limit 1
    ) v on true
    where p.producer_id = :producer_id and p.state <> 'archived'
    order by p.id desc
    limit 1
    """
)
_TAKEN_HANDLES = text(
    "select handle from product where producer_id = :producer_id and starts_with(handle, cast(:handle as text))"
)
_TAKEN_SLUGS = text("select slug from product where slug = any(:slugs)")
# Two producers who name products alike at the same moment take turns, whoever names how many: all in one order.
_LOCK_SLUGS = text(
    """
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended('slug ' || slug, 0) as key from unnest(cast(:slugs as text[])) as slug
          order by 1) asked
    """
)
_MAKE_OTHER = text(
    """
    insert into category (code, labels, vat_class, position)
    values (:code, '{"en": "Other", "fr": "Autres", "es": "Otros", "pt": "Outros"}', 'standard', 1000)
    on conflict (code) do nothing
    """
)
# A price that began this very moment still had its moment: intervals are half-open and never empty.
_CLOSE_PRICE = text(
    """
    update price set valid_to = greatest(cast(:now as timestamptz), valid_from + interval '1 microsecond')
    where id = :id
    returning valid_to
    """
)
_IS_TRANSLATED = text("select exists (select from translation where entity_id = :entity_id and lang = :lang)")
_COPY_TEXTS = text(
    """
    insert into translation (entity_id, field, lang, body, origin)
    select :copy_id, field, lang, body, origin from translation
    where entity_id = :product_id and not (:is_renamed and field = 'name')
    """
)
_COPY_VALUES = text(
    """
    insert into product_value (product_id, term_code, statement, consented_on)
    select :copy_id, term_code, statement, consented_on from product_value where product_id = :product_id
    """
)
_WINDOWS = text(
    """
    select kind, opens_each, closes_each, opens_on, closes_on, ships_from
    from product_window where product_id = :product_id order by id
    """
)


@dataclass(frozen=True)
class LastProduct:
    """What a producer's newest product was; a new one starts with the same. `net_unit` and after: its first variant."""

    category_code: str
    language: str
    origin_country: str
    origin_region: str
    vat_class: VatClass | None
    net_unit: str | None
    weight_grams: int | None


@dataclass(frozen=True)
class AuthoringProducer:
    """Who writes; `last` is None before the first product."""

    slug: str
    country: str
    language: str
    last: LastProduct | None


def lock_producer(session: Session, producer_id: str) -> AuthoringProducer | None:
    """The producer, locked, and its newest product; None when there is no such producer."""
    row = session.execute(_LOCK_PRODUCER, {"id": producer_id}).one_or_none()
    if row is None:
        return None
    return AuthoringProducer(row.slug, row.country, row.language, find_last_product(session, producer_id))


def find_last_product(session: Session, producer_id: str) -> LastProduct | None:
    """A producer's newest product that is not archived."""
    found = session.execute(_LAST_PRODUCT, {"producer_id": producer_id}).one_or_none()
    if found is None:
        return None
    vat_class = VatClass(found.vat_class) if found.vat_class else None
    return LastProduct(**{**found._mapping, "vat_class": vat_class})


def list_handles(session: Session, *, producer_id: str, beginning: str) -> set[str]:
    """A producer's handles that begin like this."""
    return set(session.execute(_TAKEN_HANDLES, {"producer_id": producer_id, "handle": beginning}).scalars())


def find_free_slug(session: Session, slugs: Sequence[str]) -> str:
    """The first of these addresses that no product has; it stays free until the transaction ends."""
    taken = hold_slugs(session, slugs)
    return next(slug for slug in slugs if slug not in taken)


def hold_slugs(session: Session, slugs: Collection[str]) -> set[str]:
    """Which of these addresses products have; until the transaction ends nobody else takes any of the others."""
    session.execute(_LOCK_SLUGS, {"slugs": list(slugs)})
    return set(session.execute(_TAKEN_SLUGS, {"slugs": list(slugs)}).scalars())


def find_vat_class(session: Session, category_code: str) -> VatClass | None:
    """The VAT class of a shelf of this market; None when there is no such shelf."""
    found = select(col(Category.vat_class)).where(col(Category.code) == category_code)
    vat_class = session.execute(found).scalar_one_or_none()
    return None if vat_class is None else VatClass(vat_class)


def is_country(session: Session, code: str) -> bool:
    return session.get(Country, code) is not None


def make_other_category(session: Session) -> str:
    """The shelf for what fits nowhere, made if this market has none; at the full rate of VAT."""
    session.execute(_MAKE_OTHER, {"code": OTHER})
    return OTHER


def list_variants(session: Session, product_id: str, *, is_with_archived: bool = False) -> list[Variant]:
    """A product's variants in their order."""
    found = select(Variant).where(col(Variant.product_id) == product_id)
    if not is_with_archived:
        found = found.where(col(Variant.archived_at).is_(None))
    return list(session.execute(found.order_by(col(Variant.position), col(Variant.id))).scalars())


def lock_own_variant(session: Session, *, variant_id: str, person_id: str | None) -> tuple[Product, Variant] | None:
    """The variant with its product, which is locked, if the person is a member of its producer."""
    found = select(col(Variant.product_id)).where(col(Variant.id) == variant_id)
    product_id = session.execute(found).scalar_one_or_none()
    if product_id is None:
        return None
    product = session.execute(
        select(Product)
        .where(col(Product.id) == product_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one()
    if not is_member(session, person_id=person_id, organisation_id=product.producer_id):
        return None
    variant = session.execute(
        select(Variant).where(col(Variant.id) == variant_id).execution_options(populate_existing=True)
    ).scalar_one()
    return product, variant


def find_open_price(session: Session, *, variant_id: str, currency: str) -> Price | None:
    """The price in force in a currency, locked."""
    found = select(Price).where(
        col(Price.variant_id) == variant_id, col(Price.currency) == currency, col(Price.valid_to).is_(None)
    )
    return session.execute(found.with_for_update()).scalar_one_or_none()


def list_open_prices(session: Session, variant_ids: Sequence[str]) -> list[Price]:
    """The prices in force of these variants, in every currency."""
    found = select(Price).where(col(Price.variant_id).in_(variant_ids), col(Price.valid_to).is_(None))
    return list(session.execute(found.order_by(col(Price.variant_id), col(Price.currency))).scalars())


def replace_price(
    session: Session,
    old: Price | None,
    *,
    variant_id: str,
    currency: str,
    amount_minor: int,
    premium_minor: int,
    now: datetime,
) -> None:
    """Close the price in force, if there is one, and begin the next where it ended."""
    since = now
    if old is not None:
        since = session.execute(_CLOSE_PRICE, {"id": old.id, "now": now}).scalar_one()
        session.expire(old)
    session.add(
        Price(
            id=new_id("prc"),
            variant_id=variant_id,
            currency=currency,
            amount_minor=amount_minor,
            premium_minor=premium_minor,
            valid_from=since,
        )
    )
    session.flush()


def lock_stock(session: Session, variant_id: str) -> Stock:
    """The count of a variant, locked; zero where nobody has counted."""
    found = select(Stock).where(col(Stock.variant_id) == variant_id).with_for_update()
    stock = session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()
    if stock is None:
        stock = Stock(variant_id=variant_id, on_hand=0, reserved=0)
        session.add(stock)
        session.flush()
    return stock


def lock_due_products(session: Session, *, now: datetime, limit: int) -> list[Product]:
    """Scheduled products whose time has come and products whose time is over, locked; those being changed are left."""
    is_due = (col(Product.state) == ProductState.SCHEDULED) & (col(Product.publish_at) <= now)
    is_over = (col(Product.state) == ProductState.PUBLISHED) & (col(Product.unpublish_at) <= now)
    found = select(Product).where(is_due | is_over).order_by(col(Product.id)).limit(limit)
    locked = found.with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)
    return list(session.execute(locked).scalars())


def is_translated(session: Session, *, entity_id: str, lang: str) -> bool:
    """Whether any text of this thing is translated into this language."""
    return bool(session.execute(_IS_TRANSLATED, {"entity_id": entity_id, "lang": lang}).scalar_one())


def copy_belongings(session: Session, product_id: str, copy_id: str, *, is_renamed: bool, now: datetime) -> None:
    """Give a copy the translations, values, windows, variants and open prices of a product; it has none of any."""
    asked = {"product_id": product_id, "copy_id": copy_id, "is_renamed": is_renamed}
    session.execute(_COPY_TEXTS, asked)
    session.execute(_COPY_VALUES, asked)
    for row in session.execute(_WINDOWS, asked).all():
        session.add(ProductWindow(product_id=copy_id, **row._mapping))
    variants = list_variants(session, product_id)
    copies = {variant.id: new_id("var") for variant in variants}
    for variant in variants:
        session.add(
            Variant(
                id=copies[variant.id],
                product_id=copy_id,
                label=variant.label,
                option_values=list(variant.option_values),
                net_quantity=variant.net_quantity,
                net_unit=variant.net_unit,
                weight_grams=variant.weight_grams,
                vat_class=variant.vat_class,
                floor_product=variant.floor_product,
                floor_form=variant.floor_form,
                floor_organic=variant.floor_organic,
                floor_signed_on=variant.floor_signed_on,
                position=variant.position,
                created_at=now,
            )
        )
    session.flush()
    for price in list_open_prices(session, list(copies)):
        session.add(
            Price(
                id=new_id("prc"),
                variant_id=copies[price.variant_id],
                currency=price.currency,
                amount_minor=price.amount_minor,
                premium_minor=price.premium_minor,
                valid_from=now,
            )
        )
    session.add_all([Stock(variant_id=variant_id, on_hand=0) for variant_id in copies.values()])
    session.flush()


@dataclass(frozen=True)
class Net:
    """What one unit holds."""

    quantity: Decimal
    unit: str
