"""A producer's own goods in Google's attributes, as tab-separated text or RSS: another market's file to read."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from market.catalog.exporting.delimited import delimited
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, Rows, Tender

_COLUMNS = (
    "id",
    "item_group_id",
    "title",
    "description",
    "brand",
    "product_type",
    "size",
    "price",
    "availability",
    "quantity",
    "gtin",
    "mpn",
    "condition",
    "shipping_weight",
    "unit_pricing_measure",
)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
    "<channel><title>Catalogue</title><link></link><description></description>\n"
)
_TAIL = "</channel></rss>\n"
# What no XML may hold, even escaped.
_UNWRITABLE = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if code not in (9, 10, 13)}
_PIECE = 200


def write_google_text(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """A row for each variant; those of one product share `item_group_id`, its handle."""
    return delimited(_COLUMNS, _rows(goods, tender), delimiter="\t")


def write_google_rss(goods: Iterable[ExportProduct], tender: Tender) -> Iterator[bytes]:
    """The same as items of a channel."""
    yield _HEAD.encode()
    items: list[str] = []
    for row in _rows(goods, tender):
        cells = "".join(
            f"<g:{name}>{xml_text(cell)}</g:{name}>" for name, cell in zip(_COLUMNS, row, strict=True) if cell
        )
        items.append(f"<item>{cells}</item>\n")
        if len(items) == _PIECE:
            yield "".join(items).encode()
            items.clear()
    yield ("".join(items) + _TAIL).encode()


def xml_text(words: str) -> str:
    """The words inside an element, without what XML cannot hold."""
    return escape(words.translate(_UNWRITABLE))


def _rows(goods: Iterable[ExportProduct], tender: Tender) -> Rows:
    for product in goods:
        for variant in product.variants:
            yield (
                variant.sku or variant.id,
                product.handle,
                product.name,
                product.description,
                product.producer_name,
                product.category_code,
                "" if variant.label == LABEL_OF_ONLY_VARIANT else variant.label,
                f"{tender.amount(variant.amount_minor)} {tender.currency}" if variant.amount_minor is not None else "",
                "in_stock" if variant.on_hand > 0 else "out_of_stock",
                str(variant.on_hand),
                variant.barcode or "",
                variant.sku or "",
                "new",
                f"{variant.weight_grams} g",
                "" if variant.net_unit == "piece" else f"{variant.net} {variant.net_unit}",
            )
