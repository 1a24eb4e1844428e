"""Conversion factors out of files: Fairtrade's list of products for self-reporting, or our own columns.

Fairtrade's list has a factor for each product code; which forms it is between only its words say. The codes that we
know are in the table below; a factor of another is reported. Most of its factors are 1: then nothing is converted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from market.pricing.errors import RuleFileRefused
from market.pricing.forms import CHERRY_FRESH, Conversion, base_form, form_named, needs_outturn, slug
from market.pricing.tables import files
from market.pricing.tables.files import Line, RuleFile, Unreadable

_OURS = frozenset({"product", "from form", "to form", "factor"})
_FAIRTRADE = frozenset({"product code", "multiplication factor"})
_SOURCE = "Fairtrade, list of products for self-reporting, {}"
# Coconuts are reported by the piece and wine by the litre; their factors give tonnes.
_CODES: Mapping[str, tuple[str, str]] = {
    "pp006": ("cane_sugar", "cane"),
    "pp010": ("coffee_arabica", CHERRY_FRESH),
    "pp011": ("coffee_arabica", "cherry_dry"),
    "pp012": ("coffee_arabica", "parchment"),
    "pp013": ("coffee_arabica", "parchment"),
    "pp014": ("coffee_robusta", CHERRY_FRESH),
    "pp015": ("coffee_robusta", "cherry_dry"),
    "pp016": ("coffee_robusta", "parchment"),
    "pp017": ("coffee_robusta", "parchment"),
    "pp226": ("coconut", "piece"),
    "pp261": ("tea", "green_leaf"),
    "pp625": ("wine_grapes_red", "l"),
    "pp626": ("wine_grapes_white", "l"),
}
_DECIMALS = 9


@dataclass(frozen=True)
class FactorLine:
    """What a line says; without a conversion the notes say why there is none."""

    line: int
    what: str
    conversion: Conversion | None
    notes: tuple[str, ...] = ()
    is_wrong: bool = False


def read_factor_rows(file: RuleFile) -> list[FactorLine]:
    """Raises RuleFileRefused for columns that are neither ours nor Fairtrade's."""
    if file.columns >= _FAIRTRADE:
        return [_read(line, _fairtrade) for line in file.lines]
    if file.columns >= _OURS:
        return [_read(line, _ours) for line in file.lines]
    raise RuleFileRefused("no list of factors: neither product, from_form, to_form, factor nor Fairtrade's columns")


def _read(line: Line, read: Callable[[Line], FactorLine]) -> FactorLine:
    try:
        return read(line)
    except Unreadable as error:
        what = " ".join(cell for cell in line.cells.values() if cell)
        return FactorLine(line.number, what[:80], None, (str(error),), is_wrong=True)


def _fairtrade(line: Line) -> FactorLine:
    code = line.cells["product code"].lower()
    words = line.cells.get("production type") or line.cells.get("product type") or ""
    what = f"{code} {words}"[:80]
    factor = files.amount(line.cells["multiplication factor"], decimals=_DECIMALS)
    if code not in _CODES:
        if factor == 1:
            return FactorLine(line.number, what, None, ("the same by weight: nothing to convert",))
        raise Unreadable(f"{what}: which forms its factor {factor} is between is not known")
    product, form = _CODES[code]
    if needs_outturn(product, form):
        raise Unreadable(
            f"{what}: {factor} is the factor of dried cherry; fresh cherry gives a fifth or a sixth. "
            "The producer's own outturn is needed"
        )
    conversion = _conversion(product, form, base_form(product), factor, _SOURCE.format(code))
    note = f"taken as {product}: {form} to {conversion.to_form or 'tonnes of it'}"
    return FactorLine(line.number, what, conversion, (note,))


def _ours(line: Line) -> FactorLine:
    product = slug(line.cells["product"])
    from_form, to_form = form_named(line.cells["from form"]), form_named(line.cells["to form"])
    what = f"{product}: {from_form} to {to_form}"
    if not product or not from_form or from_form == to_form:
        raise Unreadable(f"{what} is no conversion")
    if needs_outturn(product, from_form):
        raise Unreadable(f"{what}: a wet form; the producer's own outturn is needed, no list's")
    factor = files.amount(line.cells["factor"], decimals=_DECIMALS)
    source = files.words(line.cells.get("source", ""))
    return FactorLine(line.number, what, _conversion(product, from_form, to_form, factor, source))


def _conversion(product: str, from_form: str, to_form: str, factor: Decimal, source: str) -> Conversion:
    if factor == 0:
        raise Unreadable("a factor is above zero")
    return Conversion(product, from_form, to_form, Fraction(factor), source)
