"""The files that a catalogue can leave in. What we write, we read again unchanged."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from market.catalog.exporting.dfc import write_dfc_goods
from market.catalog.exporting.goods import ExportProduct, Tender
from market.catalog.exporting.google_goods import write_google_rss, write_google_text
from market.catalog.exporting.ofn import write_ofn, write_ofn_sheet
from market.catalog.exporting.sheet import write_sheet
from market.catalog.exporting.shopify import write_shopify
from market.catalog.exporting.woocommerce import write_woocommerce

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportCode(StrEnum):
    """What the file is named by."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    OFN = "ofn"
    OFN_XLSX = "ofn-xlsx"
    GOOGLE_TSV = "google-tsv"
    GOOGLE_RSS = "google-rss"
    DFC = "dfc"
    SHEET = "sheet"


@dataclass(frozen=True)
class ExportFormat:
    """How a file is written and what it is; `suffix` without a dot."""

    media_type: str
    suffix: str
    write: Callable[[Iterable[ExportProduct], Tender], Iterator[bytes]]


EXPORTS: Mapping[ExportCode, ExportFormat] = {
    ExportCode.SHOPIFY: ExportFormat(_CSV, "csv", write_shopify),
    ExportCode.WOOCOMMERCE: ExportFormat(_CSV, "csv", write_woocommerce),
    ExportCode.OFN: ExportFormat(_CSV, "csv", write_ofn),
    ExportCode.OFN_XLSX: ExportFormat(_XLSX, "xlsx", write_ofn_sheet),
    ExportCode.GOOGLE_TSV: ExportFormat("text/tab-separated-values; charset=utf-8", "tsv", write_google_text),
    ExportCode.GOOGLE_RSS: ExportFormat("application/rss+xml; charset=utf-8", "xml", write_google_rss),
    ExportCode.DFC: ExportFormat("application/ld+json", "jsonld", write_dfc_goods),
    ExportCode.SHEET: ExportFormat(_XLSX, "xlsx", write_sheet),
}
