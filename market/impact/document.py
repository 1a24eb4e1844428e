"""The statement as it is published: canonical JSON that holds the rows it was computed from."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import cast

import rfc8785

from market.impact import methodology as words
from market.impact.rules import Currency, Row, figures_of, pool_small
from models.enums import StatementSubject

Json = Mapping[str, object]


@dataclass(frozen=True)
class Party:
    """Who issues a statement, or whom it is about."""

    slug: str
    name: str


@dataclass(frozen=True)
class Head:
    """What a statement is about. `ledger_sequence` is the last entry of the books that it knows."""

    statement_id: str
    issuer: Party
    subject: StatementSubject
    about: Party
    period_start: datetime
    period_end: datetime
    currency: Currency
    ledger_sequence: int
    generated_at: datetime
    supersedes: str | None


def canonical(value: object) -> bytes:
    """RFC 8785: one text for one value."""
    return rfc8785.dumps(cast("dict[str, str]", value))


def order_reference(statement_id: str, order_id: str) -> str:
    """What stands for an order in one statement: found by who knows the order, of no use to anybody else."""
    return hashlib.sha256(f"{statement_id}/{order_id}".encode()).hexdigest()[:32]


def publishable(rows: Sequence[Row], *, statement_id: str, subject: StatementSubject) -> list[Row]:
    """The rows without anything that leads to a buyer, nor to a producer with few orders among the others."""
    referred = [replace(row, order=order_reference(statement_id, row.order)) for row in rows]
    return pool_small(referred) if subject is StatementSubject.MARKET else referred


def figures_json(rows: Sequence[Row], currency: Currency) -> list[Json]:
    """Every figure as it stands in the document."""
    return [asdict(figure) for figure in figures_of(rows, currency)]


def scope_json(rows: Sequence[Row], other_currency: int) -> Json:
    """What the figures cover; `other_currency` orders were paid in another one and are left out."""
    covered = len({row.order for row in rows if row.event == "paid"})
    pooled = [row for row in rows if row.producer == words.POOLED]
    return {
        "orders": covered,
        "entries": len(rows),
        "producers": len({row.producer for row in rows} - {words.POOLED}),
        "pooled": {
            "why": words.POOLED,
            "entries": len(pooled),
            "orders": len({row.order for row in pooled if row.event == "paid"}),
        },
        "excluded": [{"why": "paid in another currency", "orders": other_currency}] if other_currency else [],
        "not_counted": "orders that were not paid, and money that fitted no order",
        "coverage": {"covered": covered, "of": covered + other_currency},
    }


def inputs_hash(inputs: object) -> str:
    return hashlib.sha256(canonical(inputs)).hexdigest()


def statement_text(head: Head, rows: Sequence[Row], *, other_currency: int, superseded: Sequence[Json]) -> str:
    """The whole document. `superseded` are the figures of the statement that this one takes the place of."""
    inputs = [asdict(row) for row in rows]
    figures = figures_json(rows, head.currency)
    document = {
        "header": {
            "statement": head.statement_id,
            "issuer": asdict(head.issuer),
            "subject": {"kind": head.subject, **asdict(head.about)},
            "period": {"start": _day(head.period_start), "end": _day(head.period_end), "end_is_included": False},
            "currency": asdict(head.currency),
            "methodology": words.VERSION,
            "generated_at": head.generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "as_of": {"ledger_sequence": head.ledger_sequence},
            "supersedes": head.supersedes,
        },
        "scope": scope_json(rows, other_currency),
        "figures": figures,
        "limits": list(words.LIMITS),
        "corrections": _corrections(head.supersedes, superseded, figures),
        "verify": {"document": f"/v1/statements/{head.statement_id}/document", "how": list(words.HOW_TO_VERIFY)},
        "inputs": inputs,
        "inputs_sha256": inputs_hash(inputs),
    }
    return canonical(document).decode()


def _corrections(supersedes: str | None, before: Sequence[Json], now: Sequence[Json]) -> list[Json]:
    """Which figures are others than in the statement before."""
    values = {figure["id"]: figure["value"] for figure in before}
    return [
        {"supersedes": supersedes, "figure": figure["id"], "was": values.get(figure["id"]), "is": figure["value"]}
        for figure in now
        if supersedes is not None and values.get(figure["id"]) != figure["value"]
    ]


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
