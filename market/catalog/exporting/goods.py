"""A producer's products as every file of ours is written from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from market.catalog.importing.cells import guarded
from market.catalog.importing.formats.checking import LABEL_OF_ONLY_VARIANT

__all__ = ["LABEL_OF_ONLY_VARIANT", "ExportProduct", "ExportVariant", "Rows", "Tender", "guarded_row"]


@dataclass(frozen=True, slots=True)
class ExportVariant:
    """One variant; `amount_minor` is None while it has no price in the market's currency."""

    id: str
    label: str
    option_values: tuple[str, ...]
    sku: str | None
    barcode: str | None
    net_quantity: Decimal
    net_unit: str
    weight_grams: int
    amount_minor: int | None
    on_hand: int

    @property
    def net(self) -> str:
        """How much is in it as plain decimals: `250`, `0.5`."""
        return format(self.net_quantity.normalize(), "f")


@dataclass(frozen=True, slots=True)
class ExportProduct:
    """One product with its variants, in their order."""

    id: str
    handle: str
    slug: str
    name: str
    description: str
    language: str
    category_code: str
    is_published: bool
    option_names: tuple[str, ...]
    producer_name: str
    variants: tuple[ExportVariant, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """In what its variants differ: its own options where each variant is called by them, else one, the size;
        nothing where there is only one of no name."""
        if not self.option_names:
            return () if [one.label for one in self.variants] == [LABEL_OF_ONLY_VARIANT] else ("Size",)
        count = len(self.option_names)
        are_told = all(
            len(variant.option_values) == count and " / ".join(variant.option_values) == variant.label
            for variant in self.variants
        )
        return self.option_names if are_told else ("Size",)

    def values_of(self, variant: ExportVariant) -> tuple[str, ...]:
        """What a variant answers to each of `options`."""
        if self.options == self.option_names:
            return variant.option_values
        return (variant.label,) if self.options else ()


@dataclass(frozen=True)
class Tender:
    """What prices are told in; `exponent` is how many decimals the currency has."""

    currency: str
    exponent: int

    def amount(self, minor: int | None) -> str:
        """`12.50`; nothing where there is no price."""
        if minor is None:
            return ""
        whole, rest = divmod(minor, 10**self.exponent)
        return f"{whole}.{rest:0{self.exponent}d}" if self.exponent else str(whole)


Rows = Iterator[tuple[str, ...]]


def guarded_row(cells: tuple[str, ...]) -> list[str]:
    """The cells so that no spreadsheet runs one (CWE-1236)."""
    return [guarded(cell) for cell in cells]
