"""Change what a variant is: its name, options, contents, numbers and place in the order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.authoring import queries
from market.catalog.authoring.add_variant import refuse_twin
from market.catalog.authoring.queries import Net
from market.catalog.authoring.require_free_number import require_free_number
from market.catalog.authoring.rules.products import (
    require_barcode,
    require_net,
    require_options,
    variant_label,
    weight_of,
)
from market.catalog.authoring.touch_product import touch_product
from models.catalog import Product, Variant
from models.enums import VatClass


@dataclass(frozen=True)
class VariantChanges:
    """What a variant shall be from now on; None leaves it as it is, and an empty text takes a number or lot away.

    A label that was derived follows options and contents, until it is given one of its own. So does the weight.
    """

    label: str | None = None
    option_values: tuple[str, ...] | None = None
    net: Net | None = None
    weight_grams: int | None = None
    vat_class: VatClass | None = None
    sku: str | None = None
    barcode: str | None = None
    lot: str | None = None
    position: int | None = None


def edit_variant(
    session: Session,
    product: Product,
    variant: Variant,
    *,
    changes: VariantChanges,
    market_country: str,
    now: datetime,
) -> None:
    """Change a variant of a locked product; what changes nothing leaves the version alone.

    Raises BadNetQuantity, BadBarcode, OptionsDoNotFit, VariantExists, ArticleNumberTaken; UnprovableClaim for what
    is on sale.
    """
    if changes.net is not None:
        require_net(changes.net.quantity, changes.net.unit)
    if changes.barcode:
        require_barcode(changes.barcode)
    if changes.option_values is not None:
        require_options(product.option_names, changes.option_values)
    if variant.archived_at is None and changes.sku != variant.sku:
        require_free_number(session, producer_id=product.producer_id, sku=changes.sku, variant_id=variant.id)
    before = _facts(variant)
    derived = variant_label(variant.option_values, variant.net_quantity, variant.net_unit)
    was_weighed = variant.weight_grams != weight_of(variant.net_quantity, variant.net_unit)
    _apply(variant, changes)
    if changes.label is None and variant.label == derived:
        variant.label = variant_label(variant.option_values, variant.net_quantity, variant.net_unit)
    if changes.weight_grams is None and changes.net is not None and not was_weighed:
        variant.weight_grams = weight_of(variant.net_quantity, variant.net_unit)
    if _facts(variant) == before:
        return
    with session.no_autoflush:
        others = [each for each in queries.list_variants(session, product.id) if each.id != variant.id]
    if variant.archived_at is None:
        refuse_twin(others, label=variant.label, option_values=variant.option_values)
    touch_product(session, product, market_country=market_country, now=now)


def _facts(variant: Variant) -> tuple[object, ...]:
    return tuple(getattr(variant, name) for name in Variant.model_fields)


def _apply(variant: Variant, changes: VariantChanges) -> None:
    for name in ("label", "weight_grams", "vat_class", "position"):
        value = getattr(changes, name)
        if value is not None:
            setattr(variant, name, value)
    for name in ("sku", "barcode", "lot"):
        value = getattr(changes, name)
        if value is not None:
            setattr(variant, name, value or None)
    if changes.option_values is not None:
        variant.option_values = list(changes.option_values)
    if changes.net is not None:
        variant.net_quantity, variant.net_unit = changes.net.quantity, changes.net.unit
