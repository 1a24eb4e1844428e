"""Amounts as decimals. Pure."""

from kit.currencies import currency_facts
from kit.money import Money


def plain_amount(money: Money) -> str:
    """`84.20` for 8420 minor units of euros, with as many decimals as the currency has. Raises UnknownCurrency."""
    return plain_minor(money.minor, money.currency)


def plain_minor(minor: int, currency: str) -> str:
    """`plain_amount` of as many minor units, for tables of many rows."""
    exponent = currency_facts(currency).exponent
    sign = "-" if minor < 0 else ""
    digits = f"{abs(minor):0{exponent + 1}d}"
    return sign + (f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits)
