"""Cells to values. Each answers the value or the problem, never a guess."""

import html
import re
from dataclasses import dataclass
from decimal import Decimal

import nh3

_PRICE = re.compile(r"^([0-9]{1,9})(?:[.,]([0-9]{1,6}))?$")
_WHOLE = re.compile(r"^-?[0-9]{1,9}$")
_GRAMS = re.compile(r"^([0-9]{1,8})(?:\.[0-9]{1,6})?$")
_NET = re.compile(r"(?<![\w.,])([0-9]{1,8}(?:[.,][0-9]{1,3})?)\s?(kg|g|ml|cl|l|piece)(?!\w)", re.IGNORECASE)
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr|ul|ol|table|blockquote)\s*>", re.IGNORECASE)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be used."""

    code: str
    detail: str


@dataclass(frozen=True)
class Net:
    """How much is in it."""

    quantity: Decimal
    unit: str


def price_minor(cell: str, *, exponent: int) -> int | Wrong:
    """A decimal price in minor units, exactly. Thousands separators, signs, exponents and words are refused."""
    match = _PRICE.match(cell)
    if match is None:
        return Wrong("bad_price", f"{shown(cell)} is not an amount such as 12.50")
    written = match[2] or ""
    decimals = written.rstrip("0")
    # 1.200 may mean twelve hundred: more digits than the currency has are never rounded or guessed at.
    if len(written) > max(exponent, 2) or len(decimals) > exponent:
        return Wrong("price_too_precise", f"{shown(cell)} has more than {exponent} decimals")
    minor = int(match[1]) * 10**exponent + int(decimals.ljust(exponent, "0") or "0")
    return minor if minor > 0 else Wrong("price_not_positive", "a price is above zero")


def whole_number(cell: str) -> int | Wrong:
    """A whole number, which a shop may have let fall below zero."""
    if _WHOLE.match(cell) is None:
        return Wrong("bad_number", f"{shown(cell)} is not a whole number")
    return int(cell)


def grams(cell: str) -> int | Wrong:
    """A weight in whole grams, zero where the shop does not know it."""
    match = _GRAMS.match(cell)
    if match is None:
        return Wrong("bad_weight", f"{shown(cell)} is not a weight in grams")
    return int(match[1])


def net_content(words: str) -> Net | None:
    """`Ground, 250 g` holds 250 g; None when the words name no weight or volume."""
    match = _NET.search(words)
    if match is None:
        return None
    quantity = Decimal(match[1].replace(",", "."))
    return Net(quantity, match[2].lower()) if quantity > 0 else None


def plain_text(markup: str) -> str:
    """The words of an HTML text: no tags, no scripts, paragraphs as lines."""
    lines = _BLOCK_END.sub("\n", markup)
    words = html.unescape(nh3.clean(lines, tags=set(), attributes={}, link_rel=None))
    return "\n".join(" ".join(line.split()) for line in words.splitlines() if line.strip())


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from reading it as a formula or a number."""
    return cell[1:] if cell.startswith("'") and (cell[1:2].isdigit() or cell[1:].startswith(_FORMULA_STARTS)) else cell


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet runs it (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def shown(cell: str) -> str:
    """The cell in a message."""
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")
