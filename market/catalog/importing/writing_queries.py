"""SQL of what an import writes: a few statements for any number of products."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import copy_rows, text_array
from kit.ids import new_id
from market.catalog.authoring.queries import hold_slugs
from market.catalog.authoring.rules.products import slugs_for
from market.catalog.importing.plan import ProductPlan, VariantChange
from market.catalog.importing.queries import ImportingProducer
from models.enums import ProductState, VatClass

_COPY_PRODUCTS = """
    copy product (id, slug, handle, producer_id, category_code, name, short_line, description, language, origin_country,
                  origin_region, state, option_names, popularity, version, published_at, created_at, updated_at)
    from stdin
    """
_COPY_VARIANTS = """
    copy variant (id, product_id, label, option_values, sku, barcode, net_quantity, net_unit, weight_grams, vat_class,
                  floor_organic, position, created_at)
    from stdin
    """
_COPY_PRICES = "copy price (id, variant_id, currency, amount_minor, premium_minor, valid_from) from stdin"
_COPY_STOCK = "copy stock (variant_id, on_hand, reserved) from stdin"
_UPDATE_PRODUCTS = text(
    """
    update product p
    set name = n.name, description = n.description, version = p.version + 1, updated_at = :now,
        option_names = array(select jsonb_array_elements_text(n.options))
    from unnest(cast(:ids as text[]), cast(:names as text[]), cast(:descriptions as text[]), cast(:options as jsonb[]))
         as n (id, name, description, options)
    where p.id = n.id
    """
)
_TOUCH_PRODUCTS = text("update product set version = version + 1, updated_at = :now where id = any(:ids)")
_UPDATE_VARIANTS = text(
    """
    update variant v
    set sku = n.sku, barcode = n.barcode, net_quantity = n.net, net_unit = n.unit, weight_grams = n.grams,
        position = n.position, option_values = array(select jsonb_array_elements_text(n.options))
    from unnest(cast(:ids as text[]), cast(:skus as text[]), cast(:barcodes as text[]), cast(:nets as numeric[]),
                cast(:units as text[]), cast(:grams as int[]), cast(:positions as int[]), cast(:options as jsonb[]))
         as n (id, sku, barcode, net, unit, grams, position, options)
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


@dataclass(frozen=True, slots=True)
class PlacedChange:
    """A change of a variant whose product is written; `variant_id` is new for a new variant."""

    product_id: str
    variant_id: str
    vat_class: VatClass
    change: VariantChange


def insert_products(
    session: Session, plans: Sequence[ProductPlan], *, producer_id: str, producer: ImportingProducer, now: datetime
) -> list[str]:
    """Write new products, without their variants; answers their ids in the order of the plans."""
    if not plans:
        return []
    ids = [new_id("prod") for _ in plans]
    slugs = _free_slugs(session, plans, ids, producer)
    copy_rows(
        session,
        _COPY_PRODUCTS,
        (
            (
                product_id,
                slug,
                plan.product.handle,
                producer_id,
                plan.category_code,
                plan.product.name,
                "",
                plan.product.description,
                plan.product.language or producer.language,
                producer.country,
                "",
                (ProductState.PUBLISHED if plan.is_published else ProductState.DRAFT).value,
                text_array(plan.option_names),
                0,
                1,
                now if plan.is_published else None,
                now,
                now,
            )
            for product_id, slug, plan in zip(ids, slugs, plans, strict=True)
        ),
    )
    return ids


def update_products(session: Session, plans: Sequence[ProductPlan], *, now: datetime) -> None:
    """Write the words of products that are there, and archive the variants that the file no longer has."""
    pairs = [(plan, plan.stored) for plan in plans if plan.stored is not None]
    reworded = [(plan, stored) for plan, stored in pairs if plan.has_new_words]
    if reworded:
        session.execute(
            _UPDATE_PRODUCTS,
            {
                "ids": [stored.id for _, stored in reworded],
                "names": [plan.product.name for plan, _ in reworded],
                "descriptions": [plan.product.description for plan, _ in reworded],
                "options": [json.dumps(plan.option_names) for plan, _ in reworded],
                "now": now,
            },
        )
    touched = [stored.id for plan, stored in pairs if not plan.has_new_words]
    if touched:
        session.execute(_TOUCH_PRODUCTS, {"ids": touched, "now": now})
    gone = [variant.id for plan, _ in pairs for variant in plan.gone]
    if gone:
        session.execute(_ARCHIVE_VARIANTS, {"ids": gone, "now": now})


def write_variants(session: Session, placed: Sequence[PlacedChange], *, currency: str, now: datetime) -> None:
    """Write variants, close prices that changed and open new ones (their premium stays), set counts."""
    new = [each for each in placed if each.change.stored is None]
    known = [each for each in placed if each.change.stored is not None]
    _insert_variants(session, new, now=now)
    _update_variants(session, [each for each in known if each.change.needs_row])
    changed = [each for each in known if each.change.needs_price]
    since = _close_prices(session, changed, currency=currency, now=now)
    _open_prices(session, [*new, *changed], since, currency=currency, now=now)
    if new:
        copy_rows(session, _COPY_STOCK, ((each.variant_id, each.change.on_hand, 0) for each in new))
    counted = [each for each in known if each.change.needs_stock]
    if counted:
        counts = [each.change.on_hand for each in counted]
        session.execute(_UPSERT_STOCK, {"ids": [each.variant_id for each in counted], "counts": counts})


def _insert_variants(session: Session, placed: Sequence[PlacedChange], *, now: datetime) -> None:
    if placed:
        copy_rows(
            session,
            _COPY_VARIANTS,
            (
                (
                    each.variant_id,
                    each.product_id,
                    each.change.wanted.label,
                    text_array(each.change.option_values),
                    each.change.wanted.sku,
                    each.change.wanted.barcode,
                    each.change.wanted.net_quantity,
                    each.change.wanted.net_unit,
                    each.change.wanted.weight_grams,
                    each.vat_class.value,
                    False,
                    each.change.position,
                    now,
                )
                for each in placed
            ),
        )


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
            "options": [json.dumps(each.change.option_values) for each in placed],
        },
    )


def _close_prices(
    session: Session, placed: Sequence[PlacedChange], *, currency: str, now: datetime
) -> dict[str, datetime]:
    """The moment at which each price ended, by variant."""
    if not placed:
        return {}
    asked = {"ids": [each.variant_id for each in placed], "currency": currency, "now": now}
    return {row.variant_id: row.valid_to for row in session.execute(_CLOSE_PRICES, asked)}


def _open_prices(
    session: Session, placed: Sequence[PlacedChange], since: dict[str, datetime], *, currency: str, now: datetime
) -> None:
    if placed:
        copy_rows(
            session,
            _COPY_PRICES,
            (
                (
                    new_id("prc"),
                    each.variant_id,
                    currency,
                    each.change.wanted.amount_minor,
                    each.change.stored.premium_minor if each.change.stored else 0,
                    since.get(each.variant_id, now),
                )
                for each in placed
            ),
        )


def _free_slugs(
    session: Session, plans: Sequence[ProductPlan], ids: Sequence[str], producer: ImportingProducer
) -> list[str]:
    """An address for each: its handle, or that with the producer's name or the end of its id."""
    wanted = [slugs_for(plan.product.handle, producer.slug, id_) for id_, plan in zip(ids, plans, strict=True)]
    # What ends with an id of its own needs no lock.
    taken = hold_slugs(session, [slug for *slugs, _ in wanted for slug in slugs])
    found = []
    for slugs in wanted:
        found.append(next(slug for slug in slugs if slug not in taken))
        taken.add(found[-1])
    return found
