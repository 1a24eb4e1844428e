"""Market prices out of files. Columns: product, form, unit, unit_quantity, currency, amount, date, source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.currencies import CURRENCIES
from market.pricing.errors import RuleFileRefused
from market.pricing.forms import form_named, slug
from market.pricing.tables import files
from market.pricing.tables.files import Line, RuleFile, Unreadable
from market.pricing.units import UNITS

_COLUMNS = frozenset({"product", "form", "unit", "currency", "amount", "date", "source"})
_DECIMALS = 4
_LONGEST_NAME = 100
_LARGEST_QUANTITY = 1_000_000


@dataclass(frozen=True)
class Quotation:
    """What a market quoted for `unit_quantity` of `unit` of a product, on a day."""

    product: str
    form: str
    unit: str
    unit_quantity: Decimal
    currency: str
    amount: Decimal
    quoted_on: date
    source: str


@dataclass(frozen=True)
class QuotationLine:
    """What a line says; no quotation and a note where it cannot be read."""

    line: int
    what: str
    quotation: Quotation | None
    note: str = ""


def read_quotation_rows(file: RuleFile, *, today: date) -> list[QuotationLine]:
    """What was quoted up to `today`, in UTC. Raises RuleFileRefused for other columns."""
    if not file.columns >= _COLUMNS:
        raise RuleFileRefused(f"no column {', '.join(sorted(_COLUMNS - file.columns))}")
    return [_read(line, today) for line in file.lines]


def _read(line: Line, today: date) -> QuotationLine:
    what = f"{line.cells.get('product', '')[:60]} {line.cells.get('date', '')[:20]}".strip()
    try:
        return QuotationLine(line.number, what, _quotation(line.cells, today))
    except Unreadable as error:
        return QuotationLine(line.number, what, None, str(error))


def _quotation(cells: files.Cells, today: date) -> Quotation:
    product, form, unit, currency = slug(cells["product"]), form_named(cells["form"]), cells["unit"], cells["currency"]
    if not 0 < len(product) <= _LONGEST_NAME or not 0 < len(form) <= _LONGEST_NAME:
        raise Unreadable(f"names no product and form, of {_LONGEST_NAME} letters at most")
    if unit not in UNITS:
        raise Unreadable(f"{files.shown(unit)} is no unit such as lb")
    if currency not in CURRENCIES:
        raise Unreadable(f"{files.shown(currency)} is no currency")
    source = files.words(cells["source"])
    if not source:
        raise Unreadable("a market price names its source")
    quantity = _above_zero(cells.get("unit quantity") or "1")
    if quantity > _LARGEST_QUANTITY:
        raise Unreadable(f"a price is for at most {_LARGEST_QUANTITY} of a unit")
    return Quotation(
        product=product,
        form=form,
        unit=unit,
        unit_quantity=quantity,
        currency=currency,
        amount=_above_zero(cells["amount"]),
        quoted_on=files.day_that_came(cells["date"], today=today),
        source=source,
    )


def _above_zero(cell: str) -> Decimal:
    found = files.amount(cell, decimals=_DECIMALS)
    if found == 0:
        raise Unreadable("an amount is above zero")
    return found
