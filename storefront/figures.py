"""Money, dates, countries and quantities, as people of a language write them."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from storefront.amounts import places
from storefront.language import locale_of
from storefront.shapes.base import Money


def money(amount: Money, language: str) -> str:
    """€12.00, 12,00 €: minor units to the currency's own number of places."""
    exact = Decimal(amount.amount).scaleb(-places(amount.currency))
    return amount_in(exact, amount.currency, language)


def minor_money(text: str, currency: str, language: str) -> str:
    """Minor units that stand in a text, as money; what is no number is given back as it is."""
    return money(Money(int(text), currency), language) if text.isascii() and text.isdecimal() else text


# A page says dozens of amounts and countries, the next one the same, and to write one takes longer than to know it.
@lru_cache(maxsize=8192)
def amount_in(exact: Decimal, currency: str, language: str) -> str:
    """An amount that is already in whole units of its currency."""
    # Where locale data counts a currency's decimals otherwise than ISO, the pattern's own two are right.
    is_counted_alike = get_currency_precision(currency) == places(currency)
    return str(format_currency(exact, currency, locale=locale_of(language), currency_digits=is_counted_alike))


def amount_of(exact: Decimal, currency: str, language: str) -> str:
    """The same, for the pages."""
    return amount_in(exact, currency, language)


def minor_of(minor: int, currency: str, language: str) -> str:
    """Minor units of a currency, as money."""
    return money(Money(minor, currency), language)


def percent_of(text: str, language: str) -> str:
    """`64.20` per cent, a decimal text: 64.2 %"""
    return f"{number(Decimal(text), language)} %"


def decimal_amount(amount: Money) -> str:
    """12.00: for machines."""
    decimals = places(amount.currency)
    return f"{Decimal(amount.amount).scaleb(-decimals):.{decimals}f}"


def percent(basis_points: int, language: str) -> str:
    """6540 -> 65.4 %"""
    return str(format_percent(Decimal(basis_points) / 10_000, format="#,##0.#%", locale=locale_of(language)))


def number(value: int | Decimal, language: str) -> str:
    return str(format_decimal(value, locale=locale_of(language)))


def size(octets: int, language: str) -> str:
    """A file's size: 240 kB."""
    return f"{number(max(octets // 1000, 1), language)} kB"


def day(text: str | None, language: str) -> str:
    """12 March 2026, from an ISO date or time; what is not one is given back as it is."""
    moment = _moment(text)
    return str(format_date(moment, format="long", locale=locale_of(language))) if moment else text or ""


def short_day(text: str | None, language: str) -> str:
    moment = _moment(text)
    return str(format_date(moment, format="medium", locale=locale_of(language))) if moment else text or ""


def day_of_year(text: str, language: str) -> str:
    """1 November, from `11-01`."""
    # A leap year has every day that a year can have.
    found = _moment(f"2024-{text}")
    return str(format_skeleton("MMMMd", found, locale=locale_of(language))) if found else text


def month(text: str | None, language: str) -> str:
    """November 2026, from any day of it."""
    found = _moment(text)
    return str(format_skeleton("yMMMM", found, locale=locale_of(language))) if found else text or ""


def moment(text: str | None, language: str) -> str:
    """12 March 2026 at 14:05 UTC"""
    found = _moment(text)
    if not isinstance(found, datetime):
        return day(text, language)
    return f"{format_datetime(found, format='medium', locale=locale_of(language))} UTC"


@lru_cache(maxsize=8192)
def country(code: str | None, language: str) -> str:
    """A country's name in a language; the code where no name is known."""
    return str(locale_of(language).territories.get(code or "", code or ""))


def quantity(value: Decimal, unit: str, language: str) -> str:
    """250 g"""
    return f"{format_decimal(value.normalize(), locale=locale_of(language))} {unit}"


def weight(grams: int, language: str) -> str:
    """750 g, 12,000 kg: to the gram."""
    if grams < 1000:
        return quantity(Decimal(grams), "g", language)
    return f"{number(Decimal(grams) / 1000, language)} kg"


def _moment(text: str | None) -> date | datetime | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None
