"""Rows of fees and taxes out of files: fee schedules, VAT on what producers are charged, VAT on goods."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from market.pricing.errors import RuleFileRefused
from market.pricing.tables import files
from market.pricing.tables.files import RuleFile, Unreadable
from market.pricing.tables.rules import C, Dated, Key, Read
from models.enums import FeeKind, TaxStatus, VatClass

_MOST_BPS = 5000
_Cells = Mapping[str, str]


class FeeTable(StrEnum):
    """Which of the three a file is, told by its columns."""

    SCHEDULES = "fee schedules"
    FEE_TAXES = "VAT on fees"
    GOODS_TAXES = "VAT on goods"


_COLUMNS: Mapping[FeeTable, frozenset[str]] = {
    FeeTable.SCHEDULES: frozenset({"market fee bps", "dues bps", "solidarity bps", "valid from"}),
    FeeTable.FEE_TAXES: frozenset({"fee", "market country", "tax status", "is domestic", "rate bps", "valid from"}),
    FeeTable.GOODS_TAXES: frozenset({"country", "vat class", "rate bps", "valid from"}),
}


@dataclass(frozen=True)
class FeeShares:
    """Shares of goods in basis points."""

    market_fee_bps: int
    dues_bps: int
    solidarity_bps: int


@dataclass(frozen=True)
class FeeTax:
    """VAT on one thing that producers are charged for; the words about it do not make two rows differ."""

    rate_bps: int
    legal_note: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
    is_confirmed: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class GoodsTax:
    """VAT inside the price of one class of goods."""

    rate_bps: int
    source: str = field(default="", compare=False)


def fee_table_of(file: RuleFile) -> FeeTable:
    """Raises RuleFileRefused for columns that are none of the three."""
    for table, columns in _COLUMNS.items():
        if columns <= file.columns:
            return table
    wanted = "; ".join(", ".join(sorted(columns)) for columns in _COLUMNS.values())
    raise RuleFileRefused(f"its columns are none of these: {wanted}")


def read_schedules(file: RuleFile) -> list[Read[FeeShares]]:
    """Fee schedules by code; a file without that column is of the standard one."""
    return _rows(file, _schedule)


def read_fee_taxes(file: RuleFile) -> list[Read[FeeTax]]:
    """VAT on fees by fee, market, tax status and whether the producer is in the market's country."""
    return _rows(file, _fee_tax)


def read_goods_taxes(file: RuleFile) -> list[Read[GoodsTax]]:
    """VAT on goods by country and class."""
    return _rows(file, _goods_tax)


def _rows(file: RuleFile, build: Callable[[_Cells], tuple[Key, C]]) -> list[Read[C]]:
    read: list[Read[C]] = []
    for line in file.lines:
        try:
            key, content = build(line.cells)
            valid_from = files.day(line.cells.get("valid from", ""))
            valid_to = files.day_or_none(line.cells.get("valid to", ""))
            if valid_to is not None and valid_to < valid_from:
                raise Unreadable("it ends before it begins")
        except Unreadable as error:
            what = " ".join(cell for cell in line.cells.values() if cell)
            read.append(Read(line.number, what[:80], None, (str(error),)))
            continue
        what = " ".join(str(part) for part in (*key, valid_from.isoformat()))
        read.append(Read(line.number, what, Dated(key, content, valid_from, valid_to)))
    return read


def _schedule(cells: _Cells) -> tuple[Key, FeeShares]:
    shares = [_bps(cells.get(name, "")) for name in ("market fee bps", "dues bps", "solidarity bps")]
    if sum(shares) > _MOST_BPS:
        raise Unreadable(f"together {sum(shares)} basis points, at most {_MOST_BPS}")
    return (cells.get("code", "") or "standard",), FeeShares(*shares)


def _fee_tax(cells: _Cells) -> tuple[Key, FeeTax]:
    fee, status = cells.get("fee", ""), cells.get("tax status", "")
    if fee not in list(FeeKind):
        raise Unreadable(f"{files.shown(fee)} is nothing that producers are charged for")
    if not status or status not in list(TaxStatus):
        raise Unreadable(f"{files.shown(status)} is no tax status")
    content = FeeTax(
        rate_bps=_bps(cells.get("rate bps", "")),
        legal_note=files.words(cells.get("legal note", "")),
        source=files.words(cells.get("source", "")),
        is_confirmed=files.yes_or_no(cells.get("is confirmed", "") or "no"),
    )
    return (fee, _country(cells.get("market country", "")), status, files.yes_or_no(cells["is domestic"])), content


def _goods_tax(cells: _Cells) -> tuple[Key, GoodsTax]:
    vat_class = cells.get("vat class", "")
    if vat_class not in list(VatClass) or vat_class == VatClass.ZERO:
        raise Unreadable(f"{files.shown(vat_class)} is no class of goods that is taxed")
    content = GoodsTax(_bps(cells.get("rate bps", "")), files.words(cells.get("source", "")))
    return (_country(cells.get("country", "")), vat_class), content


def _bps(cell: str) -> int:
    found = files.whole(cell)
    if found > _MOST_BPS:
        raise Unreadable(f"{found} basis points, at most {_MOST_BPS}")
    return found


def _country(cell: str) -> str:
    if not (len(cell) == 2 and cell.isascii() and cell.isalpha() and cell.isupper()):
        raise Unreadable(f"{files.shown(cell)} is no country's code")
    return cell
