"""A sheet of prices and stock to its lines."""

import re
from collections.abc import Iterator

from market.catalog.authoring.rules.products import MOST_ON_HAND
from market.catalog.importing import cells
from market.catalog.importing.formats.format import Source
from market.catalog.importing.formats.table import Columns, Line, Table
from market.catalog.rules import folded
from market.catalog.tools.sheets.columns import COLUMNS
from market.catalog.tools.sheets.rules import SheetLine, SheetProblem

_NAMES = {name: tuple(dict.fromkeys(map(folded, titles.values()))) for name, titles in COLUMNS.items()}
# A group of thousands has three digits: one or two after a comma are decimals.
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")


def read_sheet(source: Source, *, currency: str, exponent: int) -> Iterator[SheetLine]:
    """The lines of a CSV, XLSX or ODS, with the columns of ours that it has. Raises ImportFileRefused."""
    table = Table(source)
    has_id = any(name in table.columns for name in _NAMES["variant"])
    columns = Columns(table, _NAMES, needed=("variant",) if has_id else ("sku",))
    return (_line(columns, row, currency, exponent) for row in table)


def _line(columns: Columns, row: Line, currency: str, exponent: int) -> SheetLine:
    problem, cell = None, ""
    price, stock = columns.text(row, "price"), columns.text(row, "stock")
    price_minor, on_hand = _price(price, exponent), _count(stock)
    if price and price_minor is None:
        problem, cell = SheetProblem.BAD_PRICE, price
    elif stock and on_hand is None:
        problem, cell = SheetProblem.BAD_STOCK, stock
    elif columns.text(row, "currency") not in ("", currency):
        problem, cell = SheetProblem.OTHER_CURRENCY, columns.text(row, "currency")
    return SheetLine(
        line=row.number,
        variant_id=columns.text(row, "variant"),
        sku=columns.text(row, "sku"),
        price=price_minor,
        price_seen=_price(columns.text(row, "price_seen"), exponent),
        stock=on_hand,
        stock_seen=_count(columns.text(row, "stock_seen")),
        problem=problem,
        cell=cell,
    )


def _price(cell: str, exponent: int) -> int | None:
    mark = "," if _DECIMAL_COMMA.fullmatch(cell) else "."
    read = cells.price_minor(cell, exponent=exponent, decimal_mark=mark) if cell else None
    return read if isinstance(read, int) else None


def _count(cell: str) -> int | None:
    read = cells.whole_number(cell) if cell else None
    return read if isinstance(read, int) and 0 <= read <= MOST_ON_HAND else None
