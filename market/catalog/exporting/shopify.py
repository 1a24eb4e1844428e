"""Shopify's product CSV with two columns of our own, the net content."""

import html
from collections.abc import Iterable, Iterator

from market.catalog.exporting.delimited import delimited
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, Rows, Tender

_COLUMNS = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Type",
    "Published",
    "Option1 Name",
    "Option1 Value",
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
            is_only = variant.label == LABEL_OF_ONLY_VARIANT
            yield (
                product.handle,
                *(words if place == 0 else ("",) * len(words)),
                ("Title" if is_only else "Size") if place == 0 else "",
                "Default Title" if is_only else variant.label,
                variant.sku or "",
                str(variant.weight_grams),
                str(variant.on_hand),
                tender.amount(variant.amount_minor),
                variant.barcode or "",
                variant.net,
                variant.net_unit,
            )


def as_html(words: str) -> str:
    """Plain text as HTML that reads the same."""
    return "<br>".join(html.escape(line, quote=False) for line in words.splitlines())
