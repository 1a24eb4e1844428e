"""What of a statement's document people read. Whoever recomputes it takes the whole document instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Named:
    slug: str
    name: str


@dataclass(frozen=True)
class Subject(Named):
    kind: str


@dataclass(frozen=True)
class Days:
    """ISO days in UTC; the last one is not included."""

    start: str
    end: str


@dataclass(frozen=True)
class Currency:
    code: str
    exponent: int


@dataclass(frozen=True)
class Header:
    statement: str
    issuer: Named
    subject: Subject
    period: Days
    currency: Currency
    methodology: str
    generated_at: str
    as_of: Mapping[str, int]
    supersedes: str | None = None


@dataclass(frozen=True)
class Excluded:
    why: str
    orders: int = 0


@dataclass(frozen=True)
class Scope:
    orders: int = 0
    entries: int = 0
    producers: int = 0
    excluded: tuple[Excluded, ...] = ()
    not_counted: str = ""


@dataclass(frozen=True)
class Comparator:
    text: str
    source: str


@dataclass(frozen=True)
class Cell:
    """One part of a figure; `value` is decimal text."""

    label: str
    value: str
    orders: int | None = None


@dataclass(frozen=True)
class Coverage:
    """How much of what a figure is about it covers, in per cent as decimal text; `meaning` says of what."""

    value: str | None
    meaning: str


@dataclass(frozen=True)
class Figure:
    """A number with what it takes to doubt it; `value` is decimal text, or None with the reason in `withheld`."""

    id: str
    name: str
    unit: str
    value: str | None = None
    formula: str = ""
    numerator: str | None = None
    denominator: str | None = None
    input_count: int = 0
    evidence: str = ""
    method: str = ""
    note: str = ""
    withheld: str | None = None
    coverage: Coverage | None = None
    comparators: tuple[Comparator, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A figure that is another than in the statement before."""

    figure: str
    was: str | None = None


@dataclass(frozen=True)
class Verify:
    document: str = ""
    how: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """What the figures were computed from: the root of its tree, and what stood when the statement was made."""

    root: str = ""
    snapshot: tuple[Mapping[str, str | int], ...] = ()

    @property
    def members(self) -> tuple[Mapping[str, str | int], ...]:
        """Of each producer that agreed to publish it: `producer`, `women`, `men`, `unknown`."""
        return tuple(record for record in self.snapshot if record.get("kind") == "members" and record.get("producer"))

    @property
    def families(self) -> tuple[Mapping[str, str | int], ...]:
        """Of each producer that agreed to say it: `producer` and `families`."""
        return tuple(record for record in self.snapshot if record.get("kind") == "families" and record.get("producer"))

    @property
    def without_families(self) -> int | None:
        """How many producers of the period do not say it; None in a statement that knows nothing of families."""
        found = [record for record in self.snapshot if record.get("kind") == "families"]
        return sum(int(record["producers"]) for record in found if not record.get("producer")) if found else None


@dataclass(frozen=True)
class Reading:
    """The document without what only a program reads."""

    header: Header
    scope: Scope
    figures: tuple[Figure, ...]
    limits: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    verify: Verify = Verify()
    inputs: Inputs = Inputs()

    @property
    def inputs_sha256(self) -> str:
        """The hash of what went in."""
        return self.inputs.root


_READER = TypeAdapter(Reading)


def read_reading(document: str | bytes) -> Reading:
    """The readable part of a published document."""
    return _READER.validate_json(document)
