"""WooCommerce's product CSV: a variable product is a row of its own with its variations below it."""

from collections.abc import Iterable, Iterator

from market.catalog.exporting.delimited import delimited
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, ExportVariant, Rows, Tender
from market.catalog.exporting.shopify import as_html
from market.catalog.importing.formats.checking import handle_from

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
    *(f"Attribute {number} {what}" for number in (1, 2, 3) for what in ("name", "value(s)", "visible", "global")),
    "Meta: net_quantity",
    "Meta: net_unit",
)


def write_woocommerce(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """A parent's SKU is its product's handle, which its variations name. A product with one variant is a simple one
    only where its own SKU says the handle."""
    return delimited(_COLUMNS, _rows(goods, tender))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        first = product.variants[0]
        if first.label == LABEL_OF_ONLY_VARIANT and handle_from(first.sku or "") == product.handle:
            yield _row(product, "simple", first, tender, attributes=())
            continue
        values = zip(*(product.values_of(variant) for variant in product.variants), strict=True)
        every = tuple(", ".join(value.replace(",", "\\,") for value in dict.fromkeys(of_one)) for of_one in values)
        yield _row(product, "variable", None, tender, attributes=every)
        for position, variant in enumerate(product.variants, start=1):
            own = product.values_of(variant)
            yield _row(product, "variation", variant, tender, attributes=own, position=position)


def _row(
    product: ExportProduct,
    kind: str,
    variant: ExportVariant | None,
    tender: Tender,
    *,
    attributes: tuple[str, ...],
    position: int = 0,
) -> tuple[str, ...]:
    is_variation = kind == "variation"
    pairs = zip(product.options, attributes, strict=False)
    told = tuple(cell for name, values in pairs for cell in (name, values, "1", "0"))
    return (
        "",
        kind,
        (variant.sku or "") if variant else product.handle,
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
        *told,
        *("",) * (12 - len(told)),
        "" if variant is None else variant.net,
        "" if variant is None else variant.net_unit,
    )


def _kilograms(grams: int) -> str:
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
