"""Cells to values. Each answers the value or the problem, never a guess."""

import html
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import nh3
from stdnum import ean

from kit import spreadsheets

_PRICE = re.compile(r"(?=[.]?[0-9])([0-9]{0,9})(?:\.([0-9]{1,6}))?")
_WHOLE = re.compile(r"(-?[0-9]{1,9})(?:\.0{1,6})?")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?|\.[0-9]{1,6}")
_COMMA = re.compile(r"-?[0-9]{1,9},[0-9]{1,6}")
_RUINED_BY_A_SPREADSHEET = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{6,18}")
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_CURRENCY = re.compile(r"[A-Za-z]{3}")
_SYMBOLS = {"€": "EUR", "£": "GBP", "US$": "USD", "R$": "BRL"}
_AMOUNT = re.compile(r"(?P<before>[^\d\s.,-]{0,3})\s*(?P<amount>-?[\d.,]+)\s*(?P<after>[^\d\s.,-]{0,3})")
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|ul|ol|table|blockquote)\s*>", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_CONTROL = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in b"\t\n\r"}
# What stands behind apostrophes and would be read as a formula or a number without them.
_GUARDED = re.compile(r"'+[0-9=+\-@\t\r\n\x00]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell cannot be used."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in minor units, and its currency where the cell says it."""

    amount_minor: int
    currency: str | None


def price_minor(cell: str, *, exponent: int, decimal_mark: str = ".") -> int | Wrong:
    """A decimal price in minor units, exactly. Thousands separators, signs, exponents and words are refused.

    So is a comma, unless somebody who knows the file has said that it is its `decimal_mark`: 1,200 may be twelve
    hundred.
    """
    written = _with_point(cell, decimal_mark)
    if isinstance(written, Wrong):
        return written
    match = _PRICE.fullmatch(written)
    if match is None:
        said = f"{shown(cell)} is not an amount such as 12.50" if cell else "there is no price"
        return Wrong("bad_price", said)
    decimals = (match[2] or "").rstrip("0")
    # 1.200 may mean twelve hundred: more digits than the currency has are never rounded or guessed at.
    if len(match[2] or "") > max(exponent, 2) or len(decimals) > exponent:
        return Wrong("price_too_precise", f"{shown(cell)} has more than {exponent} decimals")
    minor = int(match[1] or 0) * 10**exponent + int(decimals.ljust(exponent, "0") or "0")
    return minor if minor > 0 else Wrong("price_not_positive", "a price is above zero")


def price(cell: str, *, exponent: int, decimal_mark: str = ".") -> Price | Wrong:
    """A price with or without its currency: 12.50, 12.50 EUR, €12.50. A sign of many currencies, as $, is refused."""
    match = _AMOUNT.fullmatch(cell)
    if match is None or (match["before"] and match["after"]):
        amount: int | Wrong = price_minor(cell, exponent=exponent, decimal_mark=decimal_mark)
        return amount if isinstance(amount, Wrong) else Price(amount, None)
    sign = match["before"] or match["after"]
    currency = _SYMBOLS.get(sign) or (sign.upper() if _CURRENCY.fullmatch(sign) else None)
    if sign and currency is None:
        return Wrong("currency_unclear", f"{shown(sign)} does not say which currency; write its code, such as EUR")
    amount = price_minor(match["amount"], exponent=exponent, decimal_mark=decimal_mark)
    return amount if isinstance(amount, Wrong) else Price(amount, currency)


def whole_number(cell: str) -> int | Wrong:
    """A whole number, which a shop may have let fall below zero."""
    match = _WHOLE.fullmatch(cell)
    if match is None:
        return Wrong("bad_number", f"{shown(cell)} is not a whole number")
    return int(match[1])


def decimal(cell: str, *, decimal_mark: str = ".") -> Fraction | Wrong:
    """A number of zero or more, exactly."""
    if cell.isdecimal() and cell.isascii():
        return Fraction(int(cell)) if len(cell) < 10 else Wrong("bad_number", f"{shown(cell)} is too large")
    written = _with_point(cell, decimal_mark)
    if isinstance(written, Wrong):
        return written
    if _DECIMAL.fullmatch(written) is None:
        return Wrong("bad_number", f"{shown(cell)} is not a number such as 1.5")
    return Fraction(Decimal(written))


def gtin(cell: str) -> str | Wrong | None:
    """The digits of a GTIN-8, -12, -13 or -14; None for a code of the shop's own, which is no GTIN.

    Wrong is a number whose last digit does not check, and one that a spreadsheet has rounded.
    """
    if _RUINED_BY_A_SPREADSHEET.fullmatch(cell):
        return Wrong(
            "barcode_ruined", f"a spreadsheet has rounded it to {shown(cell)}; write the code in a cell of text"
        )
    digits = cell.replace(" ", "").replace("-", "")
    if not _DIGITS.fullmatch(digits) or len(digits) not in _GTIN_LENGTHS:
        return None
    if not ean.is_valid(digits):
        return Wrong("gtin_check_digit", f"{shown(cell)} should end in {ean.calc_check_digit(digits[:-1])}")
    return digits


def plain_text(markup: str) -> str:
    """The words of an HTML text: no tags, no scripts, paragraphs as lines."""
    if "<" in markup or "&" in markup:
        # The tags stay: text in a table that nothing closes would move to after it.
        lines = _CELL_END.sub(r" \g<0>", _BLOCK_END.sub(r"\n\g<0>", markup))
        markup = html.unescape(nh3.clean(lines, tags=set(), attributes={}, link_rel=None))
    return "\n".join(" ".join(line.split()) for line in visible(markup).splitlines() if line.strip())


def visible(text: str) -> str:
    """The text without control characters, which no page, feed or spreadsheet can show."""
    return text if text.isprintable() else text.translate(_CONTROL)


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from reading it as a formula or a number."""
    return cell[1:] if _GUARDED.match(cell) else cell


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet runs it, and so that `unguarded` gives it back as it was."""
    return f"'{cell}" if _GUARDED.match(cell) else spreadsheets.guarded(cell)


def shown(cell: str) -> str:
    """The cell in a message."""
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")


def _with_point(cell: str, decimal_mark: str) -> str | Wrong:
    """The number with a point before its decimals."""
    if decimal_mark == ",":
        # Where the comma is the mark, a point can only part thousands, which nothing here reads.
        return cell.replace(",", ".", 1) if "." not in cell else Wrong("bad_number", f"{shown(cell)} has a point in it")
    if _COMMA.fullmatch(cell):
        return Wrong(
            "decimal_comma",
            f"{shown(cell)} has a comma: write a point before the decimals, or say that the file has commas",
        )
    return cell
