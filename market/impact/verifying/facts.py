"""The facts of a statement, line by line: which days they make up, what they come to, and which line is not right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from market.impact.facts.merkle import leaf_hash, root_of
from market.impact.facts.rules import POOLED as POOLED
from market.impact.facts.rules import Day, Fact, Group, NotAFact, Sum, read_fact
from market.impact.verifying.published import Published

LONGEST_LINE = 10_000
_PARTS = ("vat", "producer_share", "premium", "market_fee", "dues", "solidarity")


@dataclass
class Found:
    """What the lines come to. `producers` are those that sales in the statement's currency name."""

    sums: dict[tuple[str, str, Group], int] = field(default_factory=dict)
    producers: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def add(self, fact: Fact, currency: str) -> None:
        for measure, amount in fact.amounts.items():
            key = (f"{fact.kind}.{measure}", fact.currency, fact.group)
            self.sums[key] = self.sums.get(key, 0) + amount
        if fact.kind == "sale" and fact.currency == currency and not fact.group.is_pooled:
            self.producers.add(fact.producer)

    def listed(self) -> list[Sum]:
        return [Sum(*key, amount) for key, amount in self.sums.items() if amount]


@dataclass(frozen=True)
class _Line:
    number: int
    leaf: bytes
    fact: Fact


def read_facts(lines: Iterable[bytes], published: Published, leaves: Sequence[bytes] | None) -> Found:
    """Everything that is wrong with the lines, one sentence each, and what they come to.

    `leaves` are the leaf hashes of all facts in their order, when somebody fetched them too: with them, a line that
    was changed, added or left out is named; without them, its day is.
    """
    found = Found()
    given = _leaves_by_day(published.days, leaves, found)
    by_day = {day.on: day for day in published.days}
    seen: set[date] = set()
    last: date | None = None
    for on, day_lines in _days(lines, published, found):
        if on in seen or (last is not None and on < last):
            found.complaints.append(f"The facts of {on} do not stand in the order of days.")
        seen.add(on)
        last = on
        if on not in by_day:
            found.complaints.append(f"The statement has no facts of {on}: line {day_lines[0].number} was added.")
            continue
        found.complaints += _wrong_day(by_day[on], day_lines, given.get(on))
    found.complaints += [
        f"All {day.facts} facts of {day.on} are missing." for day in published.days if day.on not in seen
    ]
    return found


def _days(lines: Iterable[bytes], published: Published, found: Found) -> Iterator[tuple[date, list[_Line]]]:
    """The lines that are facts, day after day; each counts in the sums on the way."""
    day: list[_Line] = []
    for number, line in enumerate(lines, start=1):
        read = _read(number, line.removesuffix(b"\n"), published, found)
        if read is None:
            continue
        if day and day[0].fact.on != read.fact.on:
            yield day[0].fact.on, day
            day = []
        elif day and read.fact.entry < day[-1].fact.entry:
            found.complaints.append(f"Line {number} stands after entry {day[-1].fact.entry} of the books.")
        found.add(read.fact, published.currency.code)
        day.append(read)
    if day:
        yield day[0].fact.on, day


def _read(number: int, line: bytes, published: Published, found: Found) -> _Line | None:
    try:
        fact = read_fact(line[:LONGEST_LINE].decode())
    except (NotAFact, UnicodeDecodeError):
        found.complaints.append(f"Line {number} is not a fact, byte for byte as facts are written.")
        return None
    if not published.period_start <= fact.on < published.period_end:
        found.complaints.append(f"Line {number} is of {fact.on}, outside the period.")
    if fact.entry > published.as_of:
        found.complaints.append(f"Line {number} is of entry {fact.entry}, after the last that the statement knows.")
    if fact.kind == "sale" and not _adds_up(fact):
        found.complaints.append(f"The parts of line {number} (order {fact.order}) do not add up to its gross.")
    return _Line(number, leaf_hash(line), fact)


def _adds_up(fact: Fact) -> bool:
    """What the buyer paid for the goods is the sum of its parts."""
    return fact.amounts.get("gross", 0) == sum(fact.amounts.get(part, 0) for part in _PARTS)


def _wrong_day(day: Day, lines: Sequence[_Line], leaves: Sequence[bytes] | None) -> list[str]:
    if len(lines) == day.facts and root_of(line.leaf for line in lines) == day.root:
        return []
    if leaves is not None:
        return _wrong_lines(day.on, lines, leaves)
    if len(lines) != day.facts:
        return [f"There are {len(lines)} facts of {day.on}; the statement has {day.facts}."]
    first, last = lines[0].number, lines[-1].number
    return [f"A fact of {day.on} (lines {first} to {last}) is not what was published: the root of the day differs."]


def _wrong_lines(on: date, lines: Sequence[_Line], leaves: Sequence[bytes]) -> list[str]:
    published, given = set(leaves), {line.leaf for line in lines}
    strange = [line for line in lines if line.leaf not in published]
    missing = [place for place, leaf in enumerate(leaves, start=1) if leaf not in given]
    complaints = [
        f"Line {line.number} (order {line.fact.order or 'none'}) was changed or added: it is no fact of {on}."
        for line in strange
    ]
    complaints += [f"Fact {place} of {on} is missing." for place in missing[len(strange) :]]
    return complaints or [f"The facts of {on} stand in another order, or one is there twice."]


def _leaves_by_day(days: Sequence[Day], leaves: Sequence[bytes] | None, found: Found) -> dict[date, Sequence[bytes]]:
    """The leaves of each day that they are right for."""
    if leaves is None:
        return {}
    by_day: dict[date, Sequence[bytes]] = {}
    start = 0
    for day in days:
        of_day = leaves[start : start + day.facts]
        start += day.facts
        if len(of_day) == day.facts and root_of(of_day) == day.root:
            by_day[day.on] = of_day
        else:
            found.complaints.append(f"The leaves of {day.on} do not make up the root of that day.")
    return by_day
