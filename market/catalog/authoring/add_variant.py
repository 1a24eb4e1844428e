"""Give a product one more size or kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from kit.money import Money
from market.catalog.authoring import queries
from market.catalog.authoring.errors import TooManyVariants, VariantExists
from market.catalog.authoring.queries import Net
from market.catalog.authoring.require_free_number import require_free_number
from market.catalog.authoring.rules.products import (
    MOST_VARIANTS,
    require_barcode,
    require_net,
    require_options,
    variant_label,
    weight_of,
)
from market.catalog.authoring.set_price import set_price
from market.catalog.authoring.set_stock import set_stock
from market.catalog.rules import folded
from models.catalog import Product, Variant
from models.enums import VatClass


@dataclass(frozen=True)
class NewVariant:
    """`price` None: without one yet. `vat_class` None: as the product's first variant. `label` None: derived."""

    net: Net
    price: Money | None = None
    premium_minor: int = 0
    option_values: tuple[str, ...] = ()
    label: str | None = None
    vat_class: VatClass | None = None
    weight_grams: int | None = None
    sku: str | None = None
    barcode: str | None = None
    lot: str | None = None
    on_hand: int = 0


def add_variant(session: Session, product: Product, *, new: NewVariant, now: datetime) -> Variant:
    """The variant, last in the order of a locked product.

    Raises BadNetQuantity, BadBarcode, OptionsDoNotFit, VariantExists, ArticleNumberTaken, TooManyVariants, BadStock,
    UnknownCategory, and what `set_price` raises.
    """
    require_net(new.net.quantity, new.net.unit)
    if new.barcode is not None:
        require_barcode(new.barcode)
    require_options(product.option_names, new.option_values)
    label = new.label or variant_label(new.option_values, new.net.quantity, new.net.unit)
    there = queries.list_variants(session, product.id)
    if len(there) >= MOST_VARIANTS:
        raise TooManyVariants(MOST_VARIANTS)
    refuse_twin(there, label=label, option_values=new.option_values)
    require_free_number(session, producer_id=product.producer_id, sku=new.sku)
    variant = Variant(
        id=new_id("var"),
        product_id=product.id,
        label=label,
        option_values=list(new.option_values),
        sku=new.sku,
        barcode=new.barcode,
        net_quantity=new.net.quantity,
        net_unit=new.net.unit,
        weight_grams=new.weight_grams or weight_of(new.net.quantity, new.net.unit),
        vat_class=new.vat_class or _vat_class(session, product, there),
        lot=new.lot,
        position=there[-1].position + 1 if there else 0,
        created_at=now,
    )
    session.add(variant)
    session.flush()
    if new.price is not None:
        set_price(session, variant, price=new.price, premium_minor=new.premium_minor, now=now)
    set_stock(session, variant_id=variant.id, on_hand=new.on_hand)
    return variant


def refuse_twin(variants: Sequence[Variant], *, label: str, option_values: Sequence[str]) -> None:
    """Raises VariantExists when one of these has the label or the options, however they are written."""
    wanted = [folded(value) for value in option_values]
    for variant in variants:
        has_options = bool(wanted) and [folded(value) for value in variant.option_values] == wanted
        if has_options or folded(variant.label) == folded(label):
            raise VariantExists(label)


def _vat_class(session: Session, product: Product, there: Sequence[Variant]) -> VatClass:
    if there:
        return VatClass(there[0].vat_class)
    vat_class = queries.find_vat_class(session, product.category_code)
    assert vat_class is not None
    return vat_class
