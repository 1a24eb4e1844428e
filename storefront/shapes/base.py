"""Shapes that every other shape is made of."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Money:
    """`amount` is integer minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list."""

    data: tuple[Item, ...] = ()
    has_more: bool = False
    next_cursor: str | None = None


@dataclass(frozen=True)
class Label:
    """A stored word and how people say it."""

    code: str
    label: str | None = None


@dataclass(frozen=True)
class Picture:
    """A picture the API keeps; shown through our own /media, in one of its `widths` unless it is a drawing."""

    id: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Named:
    """An organisation, as other things mention it."""

    id: str
    name: str
    slug: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class SchemeName:
    code: str
    name: str
    owner: str = ""


@dataclass(frozen=True)
class ClaimShort:
    """A label beside a price; its proof is one click away."""

    certificate_id: str
    scheme: SchemeName | str
    name: str = ""
    valid_until: str | None = None

    @property
    def title(self) -> str:
        return self.scheme.name if isinstance(self.scheme, SchemeName) else self.name or self.scheme


@dataclass(frozen=True)
class Claim:
    """A certificate that speaks for a product today."""

    scheme: SchemeName
    certificate_id: str
    assurance_class: str = ""
    assurance_text: str = ""
    covers: str = "whole_product"
    display: str = "text"
    number: str = ""
    valid_until: str | None = None
    verified_at: str | None = None
    verified_by: Named | str | None = None
    method: str | None = None
    text: str = ""

    @property
    def verifier(self) -> str:
        """Who verified, by name; empty when the API does not say."""
        if isinstance(self.verified_by, Named):
            return self.verified_by.name
        return self.verified_by or ""


@dataclass(frozen=True)
class EndedClaim:
    """A label that was carried and is no more: said in words, never shown as one. `ended_on` is a day."""

    scheme: SchemeName
    certificate_id: str
    ended_as: str
    ended_on: str
    decided_by: Named | None = None
    reason_text: str | None = None
