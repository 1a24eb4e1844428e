"""Records as rows of a table: one cell for each fact, parts of a price side by side. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kit.spreadsheets import guarded
from market.payouts.periods.rules.records import PART_KINDS, Json, Record
from market.payouts.writing.rules import plain_minor

HASH_RECORD = "sha256"


class Cell(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Column:
    """A column's heading, which is the fact's name in the record, and what stands in it."""

    name: str
    cell: Cell


@dataclass(frozen=True)
class Sheet:
    """Records of some kinds, and their columns."""

    title: str
    records: frozenset[str]
    columns: tuple[Column, ...]


def _columns(words: str, **cells: Cell) -> tuple[Column, ...]:
    return tuple(Column(name, cells.get(name, Cell.TEXT)) for name in words.split())


_PARTS = tuple(Column(kind, Cell.AMOUNT) for kind in PART_KINDS)
_AMOUNT, _COUNT = Cell.AMOUNT, Cell.COUNT

SHEETS = (
    Sheet(
        "Statement",
        frozenset({"statement", HASH_RECORD}),
        _columns("record format organisation slug name country from to amounts sha256"),
    ),
    Sheet(
        "Balances",
        frozenset({"opening", "closing"}),
        _columns("record account currency balance", balance=_AMOUNT),
    ),
    Sheet(
        "Lines",
        frozenset({"line", "share"}),
        (
            *_columns("record at order line name variant seller"),
            Column("quantity", _COUNT),
            *_columns(
                "currency price discount paid yours", price=_AMOUNT, discount=_AMOUNT, paid=_AMOUNT, yours=_AMOUNT
            ),
            *_PARTS,
            Column("rules", Cell.TEXT),
        ),
    ),
    Sheet(
        "Refunds",
        frozenset({"refund"}),
        (
            *_columns("record at refund kind is_undone reason liable order line name variant"),
            Column("quantity", _COUNT),
            *_columns("currency to_buyer yours", to_buyer=_AMOUNT, yours=_AMOUNT),
            *_PARTS,
        ),
    ),
    Sheet("Top-ups", frozenset({"topup"}), _columns("record at order line name currency amount", amount=_AMOUNT)),
    Sheet(
        "Holds",
        frozenset({"hold"}),
        _columns(
            "record hold reason order placed_at released_at currency held released", held=_AMOUNT, released=_AMOUNT
        ),
    ),
    Sheet(
        "Payouts",
        frozenset({"payout"}),
        _columns(
            "record payout week purpose rail state currency gross netted amount claimed_at sent_at ended_at transfer "
            "bank_reference failure",
            gross=_AMOUNT,
            netted=_AMOUNT,
            amount=_AMOUNT,
        ),
    ),
    Sheet(
        "Reversals",
        frozenset({"reversal"}),
        _columns("record reversal payout currency amount asked_at done_at given_up_at stripe_reversal", amount=_AMOUNT),
    ),
    Sheet(
        "Movements",
        frozenset({"movement"}),
        _columns(
            "record account at entry kind order subject note currency amount balance", amount=_AMOUNT, balance=_AMOUNT
        ),
    ),
    Sheet(
        "Rules",
        frozenset({"rule"}),
        _columns("record kind rule version note parts currency amount", version=_COUNT, parts=_COUNT, amount=_AMOUNT),
    ),
    Sheet("Totals", frozenset({"total"}), _columns("record account kind currency amount", amount=_AMOUNT)),
)
SHEET_OF: Mapping[str, Sheet] = {record: sheet for sheet in SHEETS for record in sheet.records}
_KINDS = frozenset(PART_KINDS)


def _all_columns() -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for sheet in SHEETS:
        for column in sheet.columns:
            found.setdefault(column.name, column)
    return tuple(found.values())


ALL_COLUMNS = _all_columns()
"""Every column of every sheet, each once: a table that holds records of all kinds."""


def flat(record: Record) -> Mapping[str, Json]:
    """The record with each part of a price under the name of its kind, and which rule made it, all in one text."""
    parts = record.get("parts")
    if not isinstance(parts, list):
        return record
    spread: dict[str, Json] = {name: fact for name, fact in record.items() if name != "parts"}
    rules = []
    for part in parts:
        assert isinstance(part, dict)
        spread[str(part["kind"])] = part["amount"]
        if part.get("rule"):
            version = f"/{part['version']}" if part["version"] else ""
            rules.append(f"{part['kind']}={part['rule']}{version}")
    spread["rules"] = "; ".join(rules)
    return spread


def cell_text(column: Column, facts: Mapping[str, Json]) -> str:
    """What stands in a cell: an amount as a decimal of its currency, a text so that no spreadsheet runs it."""
    fact = facts.get(column.name)
    if fact is None:
        return ""
    if column.cell is Cell.AMOUNT and isinstance(fact, int):
        return plain_minor(fact, str(facts["currency"]))
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return str(fact) if column.cell is Cell.COUNT else guarded(str(fact))
