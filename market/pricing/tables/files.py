"""Bytes to lines of cells by column, and cells to values. Knows nothing of what the columns mean."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from kit.text import is_storable
from market.pricing.errors import RuleFileRefused

_LARGEST_FILE = 20_000_000
_LONGEST_CELL = 2_000
_AMOUNT = re.compile(r"^\d{1,10}(?:\.\d{1,12})?$")
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY = timedelta(days=1)
_WORDED_DAYS = ("%d %B %Y", "%d %b %Y")


Cells = Mapping[str, str]
"""By folded column, without spaces around them."""


@dataclass(frozen=True)
class Line:
    """One line below the header."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class RuleFile:
    columns: frozenset[str]
    lines: tuple[Line, ...]


class Unreadable(ValueError):
    """A cell that does not say what it should; the message says what is wrong."""


def fold(title: str) -> str:
    """`Minimum_Price ` is `minimum price`."""
    return " ".join(title.replace("_", " ").lower().split())


def read_rule_file(data: bytes) -> RuleFile:
    """A CSV file in UTF-8, separated by commas, semicolons or tabs. Raises RuleFileRefused."""
    if len(data) > _LARGEST_FILE:
        raise RuleFileRefused(f"more than {_LARGEST_FILE} bytes")
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleFileRefused("not UTF-8") from None
    if not is_storable(words):
        raise RuleFileRefused("holds characters that no text has")
    header = words.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True)
    try:
        titles = [fold(title) for title in next(reader, [])]
        # A line may end before its last columns.
        nothing = [""] * len(titles)
        lines = [
            Line(
                reader.line_num,
                {title: cell.strip() for title, cell in zip(titles, [*cells, *nothing], strict=False)},
            )
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise RuleFileRefused(str(error)) from None
    named = [title for title in titles if title]
    if not named or len(set(named)) != len(named):
        raise RuleFileRefused("a header names every column once")
    return RuleFile(frozenset(named), tuple(lines))


def amount(cell: str, *, decimals: int) -> Decimal:
    """A number written with a point, no sign and no separators: `1.80`. Raises Unreadable."""
    if _AMOUNT.match(cell) is None:
        raise Unreadable(f"{shown(cell)} is no amount such as 1.80")
    found = Decimal(cell)
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise Unreadable(f"{shown(cell)} has more than {decimals} decimals")
    return found


def whole(cell: str) -> int:
    """Raises Unreadable."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 9):
        raise Unreadable(f"{shown(cell)} is no whole number")
    return int(cell)


def day(cell: str) -> date:
    """`2023-08-01`, `1 August 2023`. A year alone is no day, and 1/8/2023 may be two. Raises Unreadable."""
    if not cell:
        raise Unreadable("names no day from which it holds")
    for form in ("%Y-%m-%d", *_WORDED_DAYS) if _HAS_YEAR.search(cell) else ():
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise Unreadable(f"{shown(cell)} is no day such as 2023-08-01")


def day_that_came(cell: str, *, today: date) -> date:
    """A day of which something was published; `today` is that of UTC, and somewhere it is tomorrow already. Raises
    Unreadable."""
    found = day(cell)
    if found > today + _DAY:
        raise Unreadable(f"{found} is still to come")
    return found


def day_or_none(cell: str) -> date | None:
    """None for an empty cell. Raises Unreadable."""
    return day(cell) if cell else None


def yes_or_no(cell: str) -> bool:
    """Raises Unreadable."""
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if cell.lower() not in known:
        raise Unreadable(f"{shown(cell)} is neither true nor false")
    return known[cell.lower()]


def words(cell: str) -> str:
    """Raises Unreadable for more than a column should hold."""
    if len(cell) > _LONGEST_CELL:
        raise Unreadable(f"{len(cell)} letters, at most {_LONGEST_CELL}")
    return cell


def shown(cell: str) -> str:
    """The cell in a message."""
    return repr(cell if len(cell) <= 40 else cell[:39] + "…")
