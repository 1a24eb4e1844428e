"""Exchange rates out of files: the European Central Bank's reference rates as it publishes them, or our own columns.

The bank's file has a column for each currency and a line for each day, with `N/A` where there was none; a rate is how
many units of the currency one euro was worth. Ours: base, quote, date, rate, source.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kit.currencies import CURRENCIES
from market.pricing.errors import RuleFileRefused
from market.pricing.tables import files
from market.pricing.tables.files import Line, RuleFile, Unreadable

_OURS = frozenset({"base", "quote", "date", "rate", "source"})
_ECB = "European Central Bank, euro foreign exchange reference rates"
_DECIMALS = 8


@dataclass(frozen=True)
class Rate:
    """One unit of `base` was worth `rate` units of `quote` on a day."""

    base: str
    quote: str
    on: date
    rate: Decimal
    source: str


@dataclass(frozen=True)
class RateLine:
    """What a line says; no rates and a note where it cannot be read."""

    line: int
    what: str
    rates: tuple[Rate, ...]
    notes: tuple[str, ...] = ()


def read_rate_rows(file: RuleFile, *, today: date) -> list[RateLine]:
    """Rates of days up to `today`, in UTC. Raises RuleFileRefused for columns that are neither the bank's nor ours."""
    if file.columns >= _OURS:
        return [_read(line, today, ours=True) for line in file.lines]
    if "date" in file.columns and any(title.upper() in CURRENCIES for title in file.columns):
        return [_read(line, today, ours=False) for line in file.lines]
    raise RuleFileRefused("neither the columns of the European Central Bank nor base, quote, date, rate, source")


def _read(line: Line, today: date, *, ours: bool) -> RateLine:
    what = line.cells["date"]
    try:
        return RateLine(line.number, what, (_our_rate(line, today),) if ours else _bank_rates(line, today))
    except Unreadable as error:
        return RateLine(line.number, what[:80], (), (str(error),))


def _our_rate(line: Line, today: date) -> Rate:
    base, quote = line.cells["base"], line.cells["quote"]
    if base not in CURRENCIES or quote not in CURRENCIES or base == quote:
        raise Unreadable(f"{files.shown(base)} to {files.shown(quote)} is no pair of currencies")
    source = files.words(line.cells["source"])
    if not source:
        raise Unreadable("a rate names its source")
    return Rate(base, quote, files.day_that_came(line.cells["date"], today=today), _rate(line.cells["rate"]), source)


def _bank_rates(line: Line, today: date) -> tuple[Rate, ...]:
    on = files.day_that_came(line.cells["date"], today=today)
    return tuple(
        Rate("EUR", title.upper(), on, _rate(cell), _ECB)
        for title, cell in line.cells.items()
        if title.upper() in CURRENCIES and cell not in {"", "N/A"}
    )


def _rate(cell: str) -> Decimal:
    rate = files.amount(cell, decimals=_DECIMALS)
    if rate == 0:
        raise Unreadable("a rate is above zero")
    return rate
