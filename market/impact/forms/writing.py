"""Numbers, days and coded labels as people of a language write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from babel.dates import format_date
from babel.numbers import format_decimal

from kit.currencies import currency_facts
from kit.money import Money
from market.impact.forms.language import locale_of, say
from market.impact.forms.words import CODES, UNITS


def value_text(value: str | None, unit: str, lang: str) -> str:
    """`12,345.60 EUR`, `64.2 %`, `7 days`: a decimal text with its unit. What is no number is given back as it is."""
    try:
        exact = Decimal(value or "")
    except InvalidOperation:
        return value or ""
    number = _number(exact, lang)
    if unit == "percent":
        return f"{number} %"
    return f"{number} {say(UNITS.get(unit, unit), lang)}".strip()


def money_text(money: Money, lang: str) -> str:
    """`12.05 EUR`: with its code, which every page can write and nobody takes for another currency."""
    exact = Decimal(money.minor).scaleb(-currency_facts(money.currency).exponent)
    return f"{_number(exact, lang)} {money.currency}"


def _number(exact: Decimal, lang: str) -> str:
    """With as many decimals as the text has: a figure is shown as it was computed."""
    exponent = exact.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(exact, format=pattern, locale=locale_of(lang)))


def count_text(number: int, lang: str) -> str:
    return str(format_decimal(number, locale=locale_of(lang)))


def day_text(day: date, lang: str) -> str:
    """`3 December 2026`"""
    return str(format_date(day, format="long", locale=locale_of(lang)))


def period_text(start: str, end: str, lang: str) -> str:
    """`1 July 2026 – 30 September 2026`, of ISO days of which the last is not included."""
    last = date.fromisoformat(end) - timedelta(days=1)
    return f"{day_text(date.fromisoformat(start), lang)} – {day_text(last, lang)}"


def moment_text(moment: str, lang: str) -> str:
    """The day and the minute of an RFC 3339 text in UTC."""
    at = datetime.fromisoformat(moment)
    return f"{day_text(at.date(), lang)}, {at:%H:%M} UTC"


def label_text(label: str, lang: str) -> str:
    """A cell's label: a coded one in words, a country by its name, any other text translated where we know it."""
    if label in CODES:
        return say(CODES[label], lang)
    if len(label) == 2 and label.isascii() and label.isupper():
        return str(locale_of(lang).territories.get(label, label))
    return say(label, lang)
