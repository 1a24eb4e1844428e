"""Formulas as data. Each is made of measures with signs, so that any program can compute it from the sums alone.

A measure is `kind.name`: of facts (`sale.gross`, minor units or counts) or of snapshot records (`members.women`; every
kind of record also has the measure `records`, 1 for each).
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Json = dict[str, object]


class Attribute(StrEnum):
    """What sums can be told apart by."""

    COUNTRY = "country"
    LINE = "line"
    STRUCTURE = "structure"
    SECTOR = "sector"


@dataclass(frozen=True)
class Term:
    """A measure that is added, or taken off."""

    measure: str
    sign: int = 1

    @property
    def text(self) -> str:
        """`+sale.gross` or `-sale.vat`."""
        return f"{'+' if self.sign > 0 else '-'}{self.measure}"


Terms = tuple[Term, ...]


def terms(*texts: str) -> Terms:
    """`terms("sale.gross", "-sale.vat")`; a name without a sign is added."""
    return tuple(Term(text.lstrip("+-"), -1 if text.startswith("-") else 1) for text in texts)


@dataclass(frozen=True)
class Total:
    """The sum of its terms."""

    terms: Terms

    def as_json(self) -> Json:
        return {"op": "total", "terms": _texts(self.terms)}


@dataclass(frozen=True)
class Share:
    """100 × above / below, to two decimals, halves away from zero. Nothing when what is below is not positive."""

    above: Terms
    below: Terms

    def as_json(self) -> Json:
        return {"op": "share", "above": _texts(self.above), "below": _texts(self.below)}


@dataclass(frozen=True)
class Part:
    """One named sum beside others."""

    label: str
    terms: Terms


@dataclass(frozen=True)
class Parts:
    """The sum of all parts, with each part as a cell."""

    parts: tuple[Part, ...]

    def as_json(self) -> Json:
        return {"op": "parts", "parts": [{"label": part.label, "terms": _texts(part.terms)} for part in self.parts]}


@dataclass(frozen=True)
class Cells:
    """The sum of the terms, with a cell for each value of an attribute; `count` says how many orders a cell is of."""

    terms: Terms
    by: Attribute
    count: Terms

    def as_json(self) -> Json:
        return {"op": "cells", "terms": _texts(self.terms), "by": self.by.value, "count": _texts(self.count)}


@dataclass(frozen=True)
class Classes:
    """The sum of all measures that begin so, with a cell for what each is called after that."""

    prefix: str

    def as_json(self) -> Json:
        return {"op": "classes", "prefix": self.prefix}


@dataclass(frozen=True)
class Quantile:
    """The nearest rank in a histogram: `prefix` and a number name a measure that counts how often the number came.

    The least number at which the running count reaches `part` of the whole, rounded up.
    """

    prefix: str
    part: Fraction

    def as_json(self) -> Json:
        part = f"{self.part.numerator}/{self.part.denominator}"
        return {"op": "quantile", "prefix": self.prefix, "part": part}


Rule = Total | Share | Parts | Cells | Classes | Quantile


def terms_of(rule: Rule) -> Terms:
    """Every term that a rule reads by name."""
    match rule:
        case Total():
            return rule.terms
        case Share():
            return rule.above + rule.below
        case Parts():
            return tuple(term for part in rule.parts for term in part.terms)
        case Cells():
            return rule.terms + rule.count
        case Classes() | Quantile():
            return ()


def prefix_of(rule: Rule) -> str | None:
    """What the measures begin with that a rule reads without naming each."""
    return rule.prefix if isinstance(rule, Classes | Quantile) else None


def _texts(found: Terms) -> list[str]:
    return [term.text for term in found]
