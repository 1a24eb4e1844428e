"""Amounts as decimals, and cells that no spreadsheet runs. Pure."""

from kit.currencies import currency_facts
from kit.money import Money

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def plain_amount(money: Money) -> str:
    """`84.20` for 8420 minor units of euros, with as many decimals as the currency has. Raises UnknownCurrency."""
    return plain_minor(money.minor, money.currency)


def plain_minor(minor: int, currency: str) -> str:
    """`plain_amount` of as many minor units, for tables of many rows."""
    exponent = currency_facts(currency).exponent
    sign = "-" if minor < 0 else ""
    digits = f"{abs(minor):0{exponent + 1}d}"
    return sign + (f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits)


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (CWE-1236). Only texts need it: an amount is a number."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
