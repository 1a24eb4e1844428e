"""A plain workbook, a row for each variant, with column names that say what they hold."""

from collections.abc import Iterable, Iterator

from market.catalog.exporting.delimited import worksheet
from market.catalog.exporting.goods import ExportProduct, Rows, Tender

_COLUMNS = (
    "Handle",
    "Name",
    "Description",
    "Category",
    "Published",
    "Variant",
    "SKU",
    "Barcode",
    "Net quantity",
    "Net unit",
    "Weight (g)",
    "Price",
    "Currency",
    "On hand",
)


def write_sheet(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """Every row stands by itself: it may be sorted and filtered."""
    return worksheet(_COLUMNS, _rows(goods, tender))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        for variant in product.variants:
            yield (
                product.handle,
                product.name,
                product.description,
                product.category_code,
                "yes" if product.is_published else "no",
                variant.label,
                variant.sku or "",
                variant.barcode or "",
                variant.net,
                variant.net_unit,
                str(variant.weight_grams),
                tender.amount(variant.amount_minor),
                tender.currency if variant.amount_minor is not None else "",
                str(variant.on_hand),
            )
