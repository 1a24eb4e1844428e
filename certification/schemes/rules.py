"""What loading a scheme changes: facts on file against facts in use. No clock, no session."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.enums import SellThrough

FactValue = str | int | bool | list[str] | dict[str, object] | list[dict[str, str]] | None

# Facts that have a column of the scheme; those of `CODES` are keys of its column `codes`.
COLUMNS: Mapping[str, FactValue] = {
    "name": "",
    "owner": "",
    "assurance_class": "",
    "certifies": [],
    "number_pattern": "",
    "timezone": "UTC",
    "register_url": "",
    "sell_through": SellThrough.NONE.value,
    "grace_days": 0,
    "validity_months": None,
    "suspension_months": None,
    "provisional": {},
    "checklist": [],
    "is_open_to_all": None,
    "has_expert_requirements": None,
    "has_withdrawal_procedure": None,
    "has_independent_monitoring": None,
    "proves": [],
    "spoken_names": [],
    "display": {},
    "premium_earmark": {},
    "premium_cash_cap": {},
}
CODES = ("gs1", "dfc", "off", "schema_org")
# Facts that are only told: no rule reads them.
TOLD = ("certified",)
# A change of these changes which claims are shown, also of certificates that are there.
SHOWS = frozenset({"certifies", "timezone", "grace_days", "suspension_months", "display"})


@dataclass(frozen=True)
class Fact:
    """What is so about a scheme, where that was read, and whether the source says it in so many words."""

    value: FactValue
    source: str
    is_confirmed: bool


@dataclass(frozen=True)
class SchemeOnFile:
    """A scheme as its file tells it; a fact that is missing is not known."""

    code: str
    note: str
    facts: Mapping[str, Fact]

    def value(self, name: str) -> FactValue:
        """The fact, or what stands for not knowing it."""
        fact = self.facts.get(name)
        return COLUMNS.get(name) if fact is None else fact.value

    @property
    def columns(self) -> dict[str, FactValue]:
        """Every column that the file decides about, by name."""
        codes = {name: self.facts[name].value for name in CODES if name in self.facts}
        sources: dict[str, object] = {
            name: {"source": fact.source, "confirmed": fact.is_confirmed}
            | ({"value": fact.value} if name in TOLD else {})
            for name, fact in sorted(self.facts.items())
        }
        return {name: self.value(name) for name in COLUMNS} | {
            "codes": dict(codes),
            "facts": sources,
            "note": self.note,
            "is_confirmed": all(fact.is_confirmed for fact in self.facts.values()),
        }

    @property
    def unconfirmed(self) -> list[str]:
        return sorted(name for name, fact in self.facts.items() if not fact.is_confirmed)


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """One fact that is another now. `shows`: it decides which claims are shown, also of certificates in use."""

    fact: str
    before: FactValue
    after: FactValue

    @property
    def shows(self) -> bool:
        return self.fact in SHOWS


def changes_of(stored: Mapping[str, FactValue], wanted: Mapping[str, FactValue]) -> list[Change]:
    """What differs, by the names of `wanted`, codes and sources one by one."""
    before, after = _flat(stored), _flat(wanted)
    return [
        Change(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _flat(columns: Mapping[str, FactValue]) -> dict[str, FactValue]:
    flat: dict[str, FactValue] = {}
    for name, value in columns.items():
        if name in {"codes", "facts"} and isinstance(value, dict):
            prefix = "code" if name == "codes" else "source"
            flat |= {f"{prefix}:{key}": one for key, one in value.items()}  # type: ignore[misc]
        else:
            flat[name] = value
    return flat
