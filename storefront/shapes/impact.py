"""Solidarity-impact statements: the list, one of them, and the document that its hash is of."""

from dataclasses import dataclass

from storefront.shapes.base import Named


@dataclass(frozen=True)
class StatementLine:
    """A statement in a list. Days are UTC; the last one is not included. `order_id`: the order of one's own that it is
    about."""

    id: str
    subject: str
    period_start: str
    period_end: str
    state: str = "ready"
    organisation: Named | None = None
    order_id: str | None = None
    step: str | None = None
    generated_at: str | None = None
    sha256: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether only those whose it is may read it."""
        return self.subject in {"order", "shopper"}

    @property
    def is_waiting(self) -> bool:
        return self.state in {"queued", "building"}

    @property
    def path(self) -> str:
        """Our page of it; an order's lies below the order, whose secret opens it for a guest."""
        return f"/orders/{self.order_id}/statement/{self.id}" if self.order_id else f"/impact/{self.id}"


@dataclass(frozen=True)
class Comparator:
    """What others published about something similar, and where."""

    text: str
    source: str


@dataclass(frozen=True)
class Cell:
    """One part of a figure that is given in parts."""

    label: str
    value: str
    orders: int | None = None


@dataclass(frozen=True)
class Figure:
    """A number with everything that it takes to doubt it; `value` is decimal text, or None with the reason why."""

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
    comparators: tuple[Comparator, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What the figures cover."""

    orders: int = 0
    entries: int = 0
    producers: int = 0


@dataclass(frozen=True)
class Party:
    slug: str
    name: str


@dataclass(frozen=True)
class Currency:
    code: str


@dataclass(frozen=True)
class Header:
    issuer: Party
    currency: Currency
    methodology: str = ""
    generated_at: str | None = None


@dataclass(frozen=True)
class Verify:
    how: tuple[str, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A figure that is another than in the statement before."""

    figure: str
    was: str | None = None


@dataclass(frozen=True)
class Inputs:
    """What went in, by the root of its Merkle tree."""

    root: str = ""
    facts: int = 0


@dataclass(frozen=True)
class Document:
    """The statement itself. Its rows are left where they are: whoever recomputes takes the whole document."""

    header: Header
    scope: Scope
    figures: tuple[Figure, ...]
    limits: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    verify: Verify = Verify()
    inputs: Inputs = Inputs()


@dataclass(frozen=True)
class Statement(StatementLine):
    """A statement; `document` comes with it once it is ready."""

    document: Document | None = None
    failure: str | None = None
    superseded_by: str | None = None
