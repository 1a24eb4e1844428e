"""Solidarity-impact statements."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from storefront.shapes.base import Named


@dataclass(frozen=True)
class StatementLine:
    """A statement in a list."""

    id: str
    subject: str
    period_start: str
    period_end: str
    state: str = "ready"
    organisation: Named | None = None
    generated_at: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Statement(StatementLine):
    """A statement with the document whose bytes `sha256` is of."""

    document: Mapping[str, JsonValue] = field(default_factory=dict)
