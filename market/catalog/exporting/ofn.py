"""Open Food Network's product list, as CSV and as a workbook: a row for each variant, grouped by the product's name."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from market.catalog.exporting.delimited import delimited, worksheet
from market.catalog.exporting.goods import ExportProduct, ExportVariant, Rows, Tender
from market.catalog.exporting.shopify import as_html

_COLUMNS = (
    "producer",
    "sku",
    "name",
    "display_name",
    "category",
    "description",
    "units",
    "unit_type",
    "variant_unit_name",
    "price",
    "on_hand",
    "available_on",
    "on_demand",
    "shipping_category",
    "tax_category",
)
# Our unit, then how many of what Open Food Network takes: it knows g, kg, T, mL, L, kL, and items by a name.
_UNITS = {
    "g": (Decimal(1), "g"),
    "kg": (Decimal(1), "kg"),
    "ml": (Decimal(1), "mL"),
    "cl": (Decimal(10), "mL"),
    "l": (Decimal(1), "L"),
}


def write_ofn(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """The columns of its template, in their order."""
    return delimited(_COLUMNS, _rows(goods, tender))


def write_ofn_sheet(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """The same as a workbook."""
    return worksheet(_COLUMNS, _rows(goods, tender))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        for variant in product.variants:
            yield (
                product.producer_name,
                variant.sku or "",
                product.name,
                variant.label,
                product.category_code,
                as_html(product.description),
                *_units(variant),
                tender.amount(variant.amount_minor),
                str(variant.on_hand),
                "",
                "",
                "",
                "",
            )


def _units(variant: ExportVariant) -> tuple[str, str, str]:
    if variant.net_unit not in _UNITS:
        return variant.net, "", variant.net_unit
    factor, unit = _UNITS[variant.net_unit]
    return format((variant.net_quantity * factor).normalize(), "f"), unit, ""
