"""WooCommerce's product CSV: a variable product is a row of its own with its variations below it."""

from collections.abc import Iterable, Iterator

from market.catalog.exporting.delimited import delimited
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, ExportVariant, Rows, Tender
from market.catalog.exporting.shopify import as_html

_COLUMNS = (
    "ID",
    "Type",
    "SKU",
    "GTIN, UPC, EAN, or ISBN",
    "Name",
    "Published",
    "Is featured?",
    "Visibility in catalog",
    "Short description",
    "Description",
    "Tax status",
    "In stock?",
    "Stock",
    "Backorders allowed?",
    "Weight (kg)",
    "Regular price",
    "Categories",
    "Parent",
    "Position",
    "Attribute 1 name",
    "Attribute 1 value(s)",
    "Attribute 1 visible",
    "Attribute 1 global",
    "Meta: net_quantity",
    "Meta: net_unit",
)


def write_woocommerce(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """A parent's SKU is its product's handle: WooCommerce wants one, and its variations name it."""
    return delimited(_COLUMNS, _rows(goods, tender))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        labels = [variant.label for variant in product.variants]
        if labels == [LABEL_OF_ONLY_VARIANT]:
            yield _row(product, "simple", product.variants[0], tender)
            continue
        yield _row(product, "variable", None, tender, values=", ".join(label.replace(",", "\\,") for label in labels))
        for position, variant in enumerate(product.variants, start=1):
            yield _row(product, "variation", variant, tender, values=variant.label, position=position)


def _row(
    product: ExportProduct,
    kind: str,
    variant: ExportVariant | None,
    tender: Tender,
    *,
    values: str = "",
    position: int = 0,
) -> tuple[str, ...]:
    is_variation = kind == "variation"
    return (
        "",
        kind,
        (variant.sku or (product.handle if kind == "simple" else "")) if variant else product.handle,
        (variant.barcode or "") if variant else "",
        product.name,
        "1" if product.is_published else "0",
        "0",
        "visible",
        "",
        "" if is_variation else as_html(product.description),
        "taxable",
        "" if variant is None else str(int(variant.on_hand > 0)),
        "" if variant is None else str(variant.on_hand),
        "0",
        "" if variant is None else _kilograms(variant.weight_grams),
        "" if variant is None else tender.amount(variant.amount_minor),
        "" if is_variation else product.category_code,
        product.handle if is_variation else "",
        str(position),
        "Size" if values else "",
        values,
        "1" if values else "",
        "0" if values else "",
        "" if variant is None else variant.net,
        "" if variant is None else variant.net_unit,
    )


def _kilograms(grams: int) -> str:
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
