"""A producer's prices and stock as a sheet that comes back in changed. No cell can run as a formula."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

import xlsxwriter

from kit.currencies import currency_facts
from market.catalog.importing.cells import guarded
from market.catalog.tools.sheets.columns import titles
from market.catalog.tools.sheets.queries import NamedOffer


class SheetFormat(StrEnum):
    """What a sheet is written as."""

    XLSX = "xlsx"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        if self is SheetFormat.CSV:
            return "text/csv; charset=utf-8"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_Cell = str | Decimal | None
_WIDTHS = (32, 40, 16, 16, 10, 10, 10, 12, 12)


def write_sheet(offers: Sequence[NamedOffer], *, currency: str, lang: str, written_as: SheetFormat) -> bytes:
    """A header in this language and a row for each variant; the last two columns say what stood there, and stay."""
    rows = _rows(offers, currency)
    return _workbook(rows, lang) if written_as is SheetFormat.XLSX else _text(rows, lang)


def _rows(offers: Sequence[NamedOffer], currency: str) -> Iterator[tuple[_Cell, ...]]:
    exponent = currency_facts(currency).exponent
    for each in offers:
        offer = each.offer
        price = None if offer.price_minor is None else Decimal(offer.price_minor).scaleb(-exponent)
        count = Decimal(offer.on_hand)
        yield offer.variant_id, each.name, each.label, offer.sku or "", price, count, currency, price, count


def _workbook(rows: Iterator[tuple[_Cell, ...]], lang: str) -> bytes:
    """Prices and counts are numbers, so that a spreadsheet can reckon with them; all else is text."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    sheet = book.add_worksheet("Solifair")
    sheet.freeze_panes(1, 3)
    bold = book.add_format({"bold": True})
    for place, (title, width) in enumerate(zip(titles(lang), _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, title, bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, place, cell)
            elif cell is not None:
                sheet.write_string(number, place, guarded(cell))
    book.close()
    return written.getvalue()


def _text(rows: Iterator[tuple[_Cell, ...]], lang: str) -> bytes:
    """RFC 4180; the mark at the beginning tells spreadsheets that it is UTF-8."""
    written = io.StringIO("\ufeff")
    written.seek(0, io.SEEK_END)
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(titles(lang))
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else "" if cell is None else str(cell) for cell in row])
    return written.getvalue().encode()
