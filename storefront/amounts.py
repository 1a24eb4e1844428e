"""Amounts as people type them, in whole units of a currency: with a comma or a point, never by way of a float."""

import re

from storefront.shapes.base import Money

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
# People group digits by thin, hard and plain spaces, and the Swiss by apostrophes.
_SPACES = re.compile(r"[\s'’]")
_PLAIN = re.compile(r"^([0-9]+)(?:[.,]([0-9]+))?$")
_GROUPED = re.compile(r"^([0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:([.,])([0-9]+))?$")
_PERCENT = re.compile(r"^([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?$", re.ASCII)
_MOST_DIGITS = 11


class NotAnAmount(ValueError):
    """The text is no amount of this currency, or could mean two."""


def places(currency: str) -> int:
    """How many decimals a currency has by ISO 4217. Locale data counts some otherwise, as it shows no att of a kip."""
    if currency in _NONE.split():
        return 0
    return 3 if currency in _THREE.split() else 2


def read_amount(text: str, currency: str) -> Money:
    """`1 234,50` and `1,234.50` alike. Raises NotAnAmount, also for `1.234` of a currency with two decimals: that may
    be a thousand or one."""
    bare = _SPACES.sub("", text)
    whole, rest = _parts(bare, places(currency))
    if len(rest) > places(currency):
        raise NotAnAmount(text)
    digits = (whole + rest.ljust(places(currency), "0")).lstrip("0")
    if len(digits) > _MOST_DIGITS:
        raise NotAnAmount(text)
    return Money(int(digits or "0"), currency)


def read_percent(text: str) -> int:
    """`7`, `7,5` and `7.5 %` as hundredths of a per cent. Raises NotAnAmount, also above a hundred."""
    found = _PERCENT.match(text.strip())
    bps = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 10_001
    if bps > 10_000:
        raise NotAnAmount(text)
    return bps


def _parts(bare: str, decimals: int) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    plain = _PLAIN.match(bare)
    if plain and (plain[2] is None or len(plain[2]) <= decimals):
        return plain[1], plain[2] or ""
    grouped = _GROUPED.match(bare)
    # One mark before three digits is a group only where there are no decimals, or where more marks say so.
    if grouped and grouped[3] != grouped[2] and (grouped[3] or grouped[1].count(grouped[2]) > 1 or decimals == 0):
        return grouped[1].replace(grouped[2], ""), grouped[4] or ""
    raise NotAnAmount(bare)
