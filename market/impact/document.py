"""The statement as it is published: canonical JSON, computed from sums, days and what stands, and nothing else."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import cast

import rfc8785

from market.impact import methodology as words
from market.impact.facts.merkle import leaf_hash, root_of
from market.impact.facts.rules import POOLED, SMALLEST_CELL, Day, Sum, line_of_day
from market.impact.indicators.figures import Books, Currency, Extent, figures_of, gather
from market.impact.indicators.snapshot import Record, line_of_record
from models.enums import StatementSubject

Json = Mapping[str, object]
_ROUND, _WITHDRAWN = "round", "certificate_withdrawn"
_CLAIMS = "sale.claimed:"
# Who may read these knows the orders they are of.
PRIVATE = frozenset({StatementSubject.ORDER, StatementSubject.SHOPPER})
_OF_SOME = frozenset({StatementSubject.PRODUCER, StatementSubject.NETWORK})


@dataclass(frozen=True)
class Issuer:
    """Who issues a statement, and the DID whose keys sign it."""

    slug: str
    name: str
    did: str


@dataclass(frozen=True)
class Subject:
    """Whom a statement is about. An order is named by its reference, a shopper not at all."""

    kind: StatementSubject
    slug: str
    name: str


@dataclass(frozen=True)
class EntryCount:
    """How many entries of a kind have come to the books of a period since a statement was made."""

    kind: str
    count: int


@dataclass(frozen=True)
class Superseded:
    """The statement that this one takes the place of: its figures, and what has come to the books since."""

    statement_id: str
    figures: Sequence[Json]
    entries: tuple[EntryCount, ...]
    withdrawn: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """What a statement is about. `as_of` is the last entry of the books that it knows, `generated_at` when that was
    posted: the clock by which the statement is computed is not in it.
    """

    statement_id: str
    issuer: Issuer
    subject: Subject
    period_start: date
    period_end: date
    currency: Currency
    as_of: int
    generated_at: datetime
    supersedes: Superseded | None


@dataclass(frozen=True)
class Inputs:
    """Everything that the figures are computed from; `sums` and `producers` follow from the facts of the days.

    `producers` counts the organisations that the sales of the statement's currency name.
    """

    sums: Sequence[Sum]
    producers: int
    days: Sequence[Day]
    snapshot: Sequence[Record]


def canonical(value: object) -> bytes:
    """RFC 8785: one text for one value."""
    return rfc8785.dumps(cast("dict[str, str]", value))


def extent_of(subject: StatementSubject, facts: int) -> Extent:
    """How far the facts of such a statement reach. Its owner knows the orders of a private one: no cell is small."""
    return Extent(
        facts,
        smallest_cell=1 if subject in PRIVATE else SMALLEST_CELL,
        has_whole_orders=subject not in _OF_SOME,
    )


def unsigned_document(head: Head, inputs: Inputs) -> dict[str, object]:
    """The whole document but its proof."""
    snapshot = sorted(inputs.snapshot, key=lambda record: line_of_record(record).encode())
    facts = sum(day.facts for day in inputs.days)
    books = gather(inputs.sums, snapshot, head.currency, extent_of(head.subject.kind, facts))
    figures = figures_json(books)
    address = f"/v1/statements/{head.statement_id}"
    return {
        "header": {
            "statement": head.statement_id,
            "issuer": asdict(head.issuer),
            "subject": asdict(head.subject),
            "period": {
                "start": head.period_start.isoformat(),
                "end": head.period_end.isoformat(),
                "end_is_included": False,
            },
            "currency": asdict(head.currency),
            "methodology": words.VERSION,
            "rules_sha256": rules_sha256(figures, head.currency.code),
            "generated_at": head.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "as_of": {"ledger_sequence": head.as_of},
            "supersedes": head.supersedes.statement_id if head.supersedes else None,
        },
        "scope": scope_json(inputs.sums, head.currency.code, books.extent, producers=inputs.producers),
        "figures": figures,
        "allocation": [record.as_json() for record in snapshot if record.kind == _ROUND],
        "claims": claims_json(books, snapshot),
        "limits": list(words.LIMITS),
        "corrections": _corrections(head.supersedes, figures),
        "since": _since(head.supersedes),
        "verify": {
            "document": f"{address}/document",
            "inputs": f"{address}/inputs",
            "inclusion": f"{address}/inclusion",
            "did": head.issuer.did,
            "how": list(words.HOW_TO_VERIFY),
        },
        "inputs": {
            "facts": facts,
            "days": [{"on": day.on.isoformat(), "facts": day.facts, "root": day.root.hex()} for day in inputs.days],
            "snapshot": [record.as_json() for record in snapshot],
            "root": inputs_root(inputs.days, snapshot).hex(),
        },
    }


def inputs_root(days: Sequence[Day], snapshot: Sequence[Record]) -> bytes:
    """The RFC 6962 tree over the days' lines, then the records' lines, in their published order."""
    return root_of(leaf_hash(line.encode()) for line in lines_of_inputs(days, snapshot))


def lines_of_inputs(days: Sequence[Day], snapshot: Sequence[Record]) -> list[str]:
    """The leaves of that tree, as text."""
    return [*map(line_of_day, days), *map(line_of_record, snapshot)]


def figures_json(books: Books, version: str = words.VERSION) -> list[Json]:
    """Every figure as it stands in the document."""
    return [asdict(figure) for figure in figures_of(books, version)]


def rules_sha256(figures: Sequence[Json], currency: str) -> str:
    """What pins the program of a version: the part of each figure that says how it is computed."""
    program = [
        {
            "id": figure["id"],
            "unit": "money" if figure["unit"] == currency else figure["unit"],
            "rule": figure["rule"],
            "needs": figure["needs"],
            "coverage": _program_of(figure["coverage"]),
        }
        for figure in figures
    ]
    return hashlib.sha256(canonical(program)).hexdigest()


def _program_of(coverage: object) -> Json | None:
    if not isinstance(coverage, dict):
        return None
    return {"rule": coverage["rule"], "least": coverage["least"]}


def scope_json(sums: Sequence[Sum], currency: str, extent: Extent, *, producers: int) -> Json:
    """What the figures cover, and what they leave out. Where orders are not whole, their shares are counted."""
    counted = "sale.orders" if extent.has_whole_orders else "sale.shares"
    counts: dict[str, int] = {}
    for one in sums:
        if one.measure == counted:
            counts[one.currency] = counts.get(one.currency, 0) + one.amount
    covered, orders = counts.get(currency, 0), sum(counts.values())
    pooled = [one for one in sums if one.measure == "sale.shares" and one.group.is_pooled and one.currency == currency]
    return {
        "orders": covered,
        "entries": extent.facts,
        "producers": producers,
        "pooled": {"why": POOLED, "shares": sum(one.amount for one in pooled)},
        "excluded": [{"why": "paid in another currency", "orders": orders - covered}] if orders > covered else [],
        "not_counted": "orders that were not paid, and money that fitted no order",
        "coverage": {"covered": covered, "of": orders},
    }


def claims_json(books: Books, snapshot: Sequence[Record]) -> Json:
    """What was sold under claims that were valid then, and the certificates that were withdrawn since."""
    classes = sorted(name for name in books.totals if name.startswith(_CLAIMS) and books.totals[name])
    return {
        "valid_when_sold": [
            {"assurance": name.removeprefix(_CLAIMS), "value": books.currency.text(books.totals[name])}
            for name in classes
        ],
        "withdrawn_since": [record.as_json() for record in snapshot if record.kind == _WITHDRAWN],
    }


def _corrections(superseded: Superseded | None, figures: Sequence[Json]) -> list[Json]:
    """Which figures are others than in the statement before."""
    if superseded is None:
        return []
    values = {figure["id"]: figure["value"] for figure in superseded.figures}
    return [
        {
            "supersedes": superseded.statement_id,
            "figure": figure["id"],
            "was": values.get(figure["id"]),
            "is": figure["value"],
        }
        for figure in figures
        if values.get(figure["id"]) != figure["value"]
    ]


def _since(superseded: Superseded | None) -> Json | None:
    """What has come since the statement before: entries by kind, and certificates."""
    if superseded is None:
        return None
    return {
        "statement": superseded.statement_id,
        "entries": [asdict(entry) for entry in superseded.entries],
        "withdrawn": list(superseded.withdrawn),
    }
