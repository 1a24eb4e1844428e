"""Shopify's product CSV with two columns of our own, the net content."""

import html
from collections.abc import Iterable, Iterator

from market.catalog.exporting.delimited import delimited
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, ExportVariant, Rows, Tender

_COLUMNS = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Qty",
    "Variant Price",
    "Variant Barcode",
    "Net Quantity",
    "Net Unit",
)


def write_shopify(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """A row for each variant; the first of a product carries its words."""
    return delimited(_COLUMNS, _rows(goods, tender))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        words = (
            product.name,
            as_html(product.description),
            product.producer_name,
            product.category_code,
            str(product.is_published).lower(),
        )
        for place, variant in enumerate(product.variants):
            yield (
                product.handle,
                *(words if place == 0 else ("",) * len(words)),
                *_options(product, variant, is_first=place == 0),
                variant.sku or "",
                str(variant.weight_grams),
                str(variant.on_hand),
                tender.amount(variant.amount_minor),
                variant.barcode or "",
                variant.net,
                variant.net_unit,
            )


def _options(product: ExportProduct, variant: ExportVariant, *, is_first: bool) -> tuple[str, ...]:
    """Three pairs of a name, on the first row of a product, and a value."""
    if variant.label == LABEL_OF_ONLY_VARIANT:
        return "Title" if is_first else "", "Default Title", "", "", "", ""
    pairs = zip(product.options, product.values_of(variant), strict=True)
    told = tuple(cell for name, value in pairs for cell in (name if is_first else "", value))
    return (*told, *("",) * (6 - len(told)))


def as_html(words: str) -> str:
    """Plain text as HTML that reads the same."""
    return "<br>".join(html.escape(line, quote=False) for line in words.splitlines())
