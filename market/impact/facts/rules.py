"""A fact, its line, and the sums of many facts. Nothing else is asked: who holds the lines computes every sum again.

A line is canonical JSON (RFC 8785): keys sorted, amounts whole numbers (minor units or counts), noughts left out.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SMALLEST_CELL = 5
POOLED = f"producers with fewer than {SMALLEST_CELL} orders"
NOT_STATED = "not stated"
# RFC 8785 writes numbers as ECMAScript does: beyond this, not every whole number has a text of its own.
LARGEST = 2**53 - 1

_MEASURE = re.compile(r"[a-z][a-z_]*(:[a-z0-9_]+)?")
_KIND = re.compile(r"[a-z]+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_REFERENCE = re.compile(r"([0-9a-f]{32})?")


@dataclass(frozen=True)
class Group:
    """What figures are told apart by: an organisation's own words about itself when the fact was written.

    All five are POOLED for an organisation that cannot be told apart yet, and empty where a fact is about none.
    """

    country: str
    line: str
    relation: str
    structure: str
    sector: str

    @property
    def is_pooled(self) -> bool:
        return self.country == POOLED


@dataclass(frozen=True)
class Fact:
    """What one entry of the books did for one organisation. `amounts`: by measure, in minor units or counts.

    `on` is the entry's day in UTC, `order` what stands for its order (`order_reference`) or nothing.
    """

    entry: int
    kind: str
    on: date
    order: str
    producer: str
    group: Group
    currency: str
    amounts: Mapping[str, int]


@dataclass(frozen=True)
class Sum:
    """All amounts of one measure (`sale.gross`), currency and group; minor units or a count."""

    measure: str
    currency: str
    group: Group
    amount: int


@dataclass(frozen=True)
class Day:
    """The facts of one day in the order of the books, by the root of their Merkle tree (RFC 6962)."""

    on: date
    facts: int
    root: bytes


class NotAFact(ValueError):
    """A line that is not, byte for byte, what a fact is written as."""


def order_reference(order_id: str) -> str:
    """What stands for an order in every statement: found by who knows the order's id, of no use to anybody else."""
    return hashlib.sha256(f"solifair order/{order_id}".encode()).hexdigest()[:32]


def line_of(fact: Fact) -> str:
    """The fact as it is published."""
    return _canonical(
        {
            "amounts": {measure: amount for measure, amount in fact.amounts.items() if amount},
            "currency": fact.currency,
            "entry": fact.entry,
            "kind": fact.kind,
            "on": fact.on.isoformat(),
            "order": fact.order,
            "producer": fact.producer,
            **vars(fact.group),
        }
    )


def read_fact(line: str) -> Fact:
    """The fact of a published line. Raises NotAFact."""
    try:
        found = json.loads(line)
        fact = Fact(
            entry=found["entry"],
            kind=found["kind"],
            on=date.fromisoformat(found["on"]),
            order=found["order"],
            producer=found["producer"],
            group=Group(*(found[name] for name in Group.__dataclass_fields__)),
            currency=found["currency"],
            amounts=found["amounts"],
        )
        is_fact = _is_shaped(fact) and line_of(fact) == line
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_fact = False
    if not is_fact:
        raise NotAFact("This line is not a fact in its canonical form.")
    return fact


def sums_of(facts: Iterable[Fact]) -> list[Sum]:
    """What the facts come to, by measure, currency and group; sums of nothing are left out."""
    sums: dict[tuple[str, str, Group], int] = {}
    for fact in facts:
        for measure, amount in fact.amounts.items():
            key = (f"{fact.kind}.{measure}", fact.currency, fact.group)
            sums[key] = sums.get(key, 0) + amount
    found = (Sum(*key, amount) for key, amount in sums.items() if amount)
    return sorted(found, key=sort_key)


def sort_key(found: Sum) -> tuple[str, ...]:
    """The order in which sums are listed: measure, currency, then the group's words."""
    return (found.measure, found.currency, *vars(found.group).values())


def line_of_day(day: Day) -> str:
    """A day as a leaf of a statement's tree."""
    return _canonical({"facts": day.facts, "on": day.on.isoformat(), "root": day.root.hex()})


def _canonical(value: Mapping[str, object]) -> str:
    # For these shapes (ASCII keys, texts, whole numbers) this is RFC 8785; a test compares with its library.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_shaped(fact: Fact) -> bool:
    words = (fact.kind, fact.order, fact.producer, fact.currency, *vars(fact.group).values())
    return (
        all(type(word) is str and _is_text(word) for word in words)
        and _KIND.fullmatch(fact.kind) is not None
        and _CURRENCY.fullmatch(fact.currency) is not None
        and _REFERENCE.fullmatch(fact.order) is not None
        and type(fact.entry) is int
        and 0 < fact.entry <= LARGEST
        and _are_together(fact)
        and all(_is_amount(measure, amount) for measure, amount in fact.amounts.items())
    )


def _are_together(fact: Fact) -> bool:
    """Nobody is half pooled, or half nobody: what stands for the country stands for all the rest."""
    words = (fact.producer, *vars(fact.group).values())
    if fact.group.country in {POOLED, ""}:
        return set(words) == {fact.group.country}
    return fact.producer not in {POOLED, ""} and "" not in words


def _is_amount(measure: object, amount: object) -> bool:
    return (
        isinstance(measure, str)
        and _MEASURE.fullmatch(measure) is not None
        and type(amount) is int
        and 0 < abs(amount) <= LARGEST
    )


def _is_text(word: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


@dataclass(frozen=True)
class Period:
    """Whole days in UTC, the last one not included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a period does not start on {self.start} and end on {self.end}")

    @classmethod
    def of_day(cls, day: date) -> "Period":
        return cls(day, day + timedelta(days=1))

    @property
    def whole_months(self) -> "Period | None":
        """The months that lie in it from their first day to their last, if there are any."""
        first = self.start if self.start.day == 1 else _next_month(self.start)
        last = self.end.replace(day=1)
        return Period(first, last) if first < last else None


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
