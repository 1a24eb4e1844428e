"""A producer's products as a file that comes back in unchanged, here or at a shop that reads Shopify's format."""

import csv
import html
import io

from sqlalchemy.orm import Session

from market.catalog.importing.cells import guarded
from market.catalog.importing.queries import ExportRow, list_export
from market.catalog.importing.shopify import LABEL_OF_ONLY_VARIANT
from models.enums import ProductState

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


def export_catalog(session: Session, *, producer_id: str, currency: str, exponent: int) -> str:
    """CSV of all products that are not archived, a row for each variant; no cell can run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    handle = ""
    for row in list_export(session, producer_id=producer_id, currency=currency):
        writer.writerow([guarded(cell) for cell in _cells(row, exponent, is_first=row.handle != handle)])
        handle = row.handle
    return written.getvalue()


def _cells(row: ExportRow, exponent: int, *, is_first: bool) -> tuple[str, ...]:
    is_only = row.label == LABEL_OF_ONLY_VARIANT
    return (
        row.handle,
        row.name if is_first else "",
        "<br>".join(html.escape(line, quote=False) for line in row.description.splitlines()) if is_first else "",
        row.producer_name if is_first else "",
        row.category_code if is_first else "",
        str(row.state is ProductState.PUBLISHED).lower() if is_first else "",
        ("Title" if is_only else "Size") if is_first else "",
        "Default Title" if is_only else row.label,
        row.sku or "",
        str(row.weight_grams),
        str(row.on_hand),
        _decimal(row.amount_minor, exponent),
        row.barcode or "",
        format(row.net_quantity.normalize(), "f"),
        row.net_unit,
    )


def _decimal(minor: int | None, exponent: int) -> str:
    if minor is None:
        return ""
    whole, rest = divmod(minor, 10**exponent)
    return f"{whole}.{rest:0{exponent}d}" if exponent else str(whole)
