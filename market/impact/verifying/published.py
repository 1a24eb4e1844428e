"""Reading a statement that may be anything: what it says, in types, or in one sentence why it is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from market.impact.document import canonical, extent_of
from market.impact.facts.merkle import HASH_LENGTH
from market.impact.facts.rules import Day
from market.impact.indicators.catalogue import VERSIONS
from market.impact.indicators.figures import Currency, Extent
from market.impact.indicators.snapshot import NotARecord, Record, read_record
from models.enums import StatementSubject

# Many years of days and what stands beside them; the facts are in a file of their own.
LONGEST_DOCUMENT = 50_000_000
PARTS = frozenset(
    {
        "header", "scope", "figures", "allocation", "claims", "limits", "corrections", "since", "verify", "inputs",
        "proof",
    }
)  # fmt: skip
_LARGEST_EXPONENT = 4


class NotAStatement(ValueError):
    """What is in the way of checking a text as a statement, in one sentence."""


@dataclass(frozen=True)
class Published:
    """A statement as somebody holds it. `raw` is all of it."""

    raw: Mapping[str, Any]
    statement_id: str
    version: str
    did: str
    currency: Currency
    subject: StatementSubject
    period_start: date
    period_end: date
    as_of: int
    days: tuple[Day, ...]
    snapshot: tuple[Record, ...]

    @property
    def facts(self) -> int:
        return sum(day.facts for day in self.days)

    @property
    def extent(self) -> Extent:
        return extent_of(self.subject, self.facts)

    @property
    def figures(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.raw["figures"]
        return found


def read_json(text: str) -> dict[str, Any]:
    """The object of a text without repeated keys, fractions or what canonical JSON cannot say. Raises NotAStatement."""
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse)
        canonical(found)
    except (ValueError, RecursionError):
        raise NotAStatement("This is no statement: it is not the JSON of one.") from None
    if not isinstance(found, dict) or set(found) != PARTS:
        raise NotAStatement("This is no statement: it is not a JSON object with the parts that a statement has.")
    return found


def read_published(raw: dict[str, Any]) -> Published:
    """What the parts say. Raises NotAStatement."""
    header, inputs, figures = raw["header"], raw["inputs"], raw["figures"]
    if not isinstance(header, dict) or not isinstance(inputs, dict):
        raise NotAStatement("Its header and its inputs are no objects.")
    if not isinstance(figures, list) or not all(isinstance(figure, dict) for figure in figures):
        raise NotAStatement("Its figures are no list of objects.")
    if header.get("methodology") not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise NotAStatement(f"It names methodology {header.get('methodology')!r}; this program knows {known}.")
    issuer, subject, period, as_of = (header.get(name) for name in ("issuer", "subject", "period", "as_of"))
    try:
        return Published(
            raw=raw,
            statement_id=_text(header["statement"]),
            version=_text(header["methodology"]),
            did=_text(_object(issuer)["did"]),
            currency=_currency(header.get("currency")),
            subject=StatementSubject(_object(subject)["kind"]),
            period_start=_day(_object(period)["start"]),
            period_end=_day(_object(period)["end"]),
            as_of=_count(_object(as_of)["ledger_sequence"]),
            days=tuple(_read_day(found, number) for number, found in enumerate(_list(inputs["days"]), start=1)),
            snapshot=tuple(_record(found, number) for number, found in enumerate(_list(inputs["snapshot"]), start=1)),
        )
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, NotAStatement):
            raise
        raise NotAStatement("Its header or its inputs lack what a statement has there.") from None


def _currency(found: object) -> Currency:
    fields = _object(found)
    code, exponent = fields["code"], fields["exponent"]
    if set(fields) != {"code", "exponent"} or type(exponent) is not int or not 0 <= exponent <= _LARGEST_EXPONENT:
        raise NotAStatement("Its header names no currency with an exponent.")
    return Currency(_text(code), exponent)


def _read_day(found: object, number: int) -> Day:
    fields = _object(found)
    if set(fields) != {"on", "facts", "root"}:
        raise NotAStatement(f"Day {number} of its inputs has other fields than a day has.")
    root = bytes.fromhex(_text(fields["root"]))
    if len(root) != HASH_LENGTH or root.hex() != fields["root"]:
        raise NotAStatement(f"Day {number} of its inputs has no root of 32 bytes.")
    return Day(_day(fields["on"]), _count(fields["facts"]), root)


def _record(found: object, number: int) -> Record:
    try:
        return read_record(found)
    except NotARecord as error:
        raise NotAStatement(f"Record {number} of its snapshot {error}.") from None


def _day(found: object) -> date:
    day = date.fromisoformat(_text(found))
    if day.isoformat() != found:
        raise ValueError(found)
    return day


def _count(found: object) -> int:
    if type(found) is not int or found < 0:
        raise TypeError(found)
    return found


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def _list(found: object) -> list[object]:
    if not isinstance(found, list):
        raise TypeError(found)
    return found


def _object(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise TypeError(found)
    return found


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def _refuse(number: str) -> object:
    raise ValueError(f"{number} is not a whole number")


def read_figures(text: str) -> list[dict[str, Any]]:
    """The figures of a document that has been verified or that is our own."""
    figures: list[dict[str, Any]] = json.loads(text)["figures"]
    return figures
