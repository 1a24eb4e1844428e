"""The lines of a file as cells by section, and cells as values. Every refusal names its line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from market.fund.tally.errors import PabulibRefused

LARGEST_FILE = 32 * 1024 * 1024
LONGEST_LINE = 256 * 1024
LONGEST_ID = 100
MOST_DECIMALS = 4

SECTIONS = ("META", "PROJECTS", "VOTES")
_AMOUNT = re.compile(r"(\d{1,15})(?:[.,](\d{1,12}))?", re.ASCII)
# Terminals and spreadsheets obey some of these.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class Record(NamedTuple):
    """The cells of one record, single spaces between their words, and the line on which it ends."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact decimal number: digits × 10^-decimals."""

    digits: int
    decimals: int

    def scaled(self, decimals: int) -> int:
        """In 10^-decimals, of which there are no fewer than its own."""
        return self.digits * int("1" + "0" * (decimals - self.decimals))


def read_records(file: BinaryIO) -> Iterator[Record]:
    """Record after record, without blank ones. Raises PabulibRefused, at the latest where the file is too large."""
    reader = csv.reader(_lines(file), delimiter=";", skipinitialspace=True, strict=True)
    begins = 1
    try:
        for cells in reader:
            begins = reader.line_num + 1
            texts = tuple(" ".join(cell.split()) for cell in cells)
            if any(texts):
                yield Record(reader.line_num, texts)
    except csv.Error as error:
        # Where the record begins: a quotation mark that nothing closes swallows all lines to come.
        raise PabulibRefused(begins, str(error)) from None


def amount(line: int, name: str, text: str) -> Amount:
    """`1234`, `1234.50` or `1234,50`. Raises PabulibRefused."""
    found = _AMOUNT.fullmatch(text)
    decimals = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(decimals) > MOST_DECIMALS:
        raise PabulibRefused(line, f"{name} {shown(text)} is no amount such as 1234.50")
    return Amount(int(found[1] + decimals), len(decimals))


def whole(line: int, name: str, text: str) -> int:
    """A whole number from 0 to 999999999. Raises PabulibRefused."""
    if _WHOLE.fullmatch(text) is None:
        raise PabulibRefused(line, f"{name} {shown(text)} is no whole number from 0 to 999999999")
    return int(text)


def listed(text: str) -> list[str]:
    """`1, 2,3` is three cells; nothing is none."""
    return [part.strip() for part in text.split(",")] if text else []


def shown(text: str) -> str:
    """A text in a message."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _lines(file: BinaryIO) -> Iterator[str]:
    """Raises PabulibRefused."""
    size = number = 0
    while data := file.readline(LONGEST_LINE + 1):
        number += 1
        size += len(data)
        if len(data) > LONGEST_LINE:
            raise PabulibRefused(number, f"more than {LONGEST_LINE} bytes in a line")
        if size > LARGEST_FILE:
            raise PabulibRefused(number, f"more than {LARGEST_FILE} bytes in the file")
        try:
            text = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise PabulibRefused(number, "not UTF-8") from None
        if _CONTROL.search(text):
            raise PabulibRefused(number, "a character that no text has")
        yield text
