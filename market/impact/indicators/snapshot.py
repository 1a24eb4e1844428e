"""Records of what stands, beside the facts of what happened: read once, when a statement is made, and published in it.

A record is one flat JSON object: `kind`, words (texts) and numbers (whole ones). Its numbers are measures
(`members.women`), and each record counts 1 as `members.records`. A record with a `currency` counts only in a statement
of that currency. Kinds: `members` (producer; women, men, unknown), `families` (producer, empty for those that do not
say; families, told, producers), `certificate_withdrawn` (certificate, on, assurance,
currency; value), `given_back_later` (entry, currency; entries, orders, gross, shipping), `round` (round, rule,
votes_by, on, void, ballots; eligible, voted, quorum, quorum_met), `fund` (fund, currency; in, out, admin),
`fund_balance` (fund, currency; amount) and `prefinance_outstanding` (currency; amount).
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from market.impact.facts.rules import LARGEST

RECORD_KINDS = frozenset(
    {
        "members",
        "families",
        "certificate_withdrawn",
        "given_back_later",
        "round",
        "fund",
        "fund_balance",
        "prefinance_outstanding",
    }
)
_NAME = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Record:
    """What stood about one thing when the statement was made."""

    kind: str
    words: Mapping[str, str]
    numbers: Mapping[str, int]

    def as_json(self) -> dict[str, str | int]:
        return {"kind": self.kind, **self.words, **self.numbers}


class NotARecord(ValueError):
    """A published record that is none."""


def line_of_record(record: Record) -> str:
    """The record as a leaf of the statement's tree: canonical JSON (RFC 8785)."""
    return json.dumps(record.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_record(found: object) -> Record:
    """A record as it was published. Raises NotARecord."""
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        raise NotARecord("is no object with a kind")
    words: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for name, value in found.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise NotARecord(f"has the field {name!r}")
        if isinstance(value, str):
            words[name] = value
        elif type(value) is int and abs(value) <= LARGEST:
            numbers[name] = value
        else:
            raise NotARecord(f"has {value!r} as {name}")
    kind = words.pop("kind")
    if not _NAME.fullmatch(kind):
        raise NotARecord(f"is of the kind {kind!r}")
    return Record(kind, words, numbers)


def measures_of(records: Iterable[Record], currency: str) -> dict[str, int]:
    """What the records come to, by measure; those of other currencies are left out."""
    sums: dict[str, int] = {}
    for record in records:
        if record.words.get("currency", currency) == currency:
            for name, number in (*record.numbers.items(), ("records", 1)):
                measure = f"{record.kind}.{name}"
                sums[measure] = sums.get(measure, 0) + number
    return sums
