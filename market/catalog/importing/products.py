"""What a file says about products, whatever its format."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    """A fault refuses its product; a note only tells what was made of a cell."""

    FAULT = "fault"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """Something about one cell; `row` counts as a spreadsheet does."""

    row: int
    column: str
    code: str
    detail: str
    severity: Severity = Severity.FAULT


@dataclass(frozen=True)
class FileVariant:
    """One variant as the file has it. `net_unit` is `piece` where the file says no weight or volume."""

    label: str
    sku: str | None
    barcode: str | None
    net_quantity: Decimal
    net_unit: str
    weight_grams: int
    amount_minor: int
    on_hand: int
    row: int


@dataclass(frozen=True)
class FileTag:
    """One tag of a product, and the column it stands in."""

    text: str
    column: str


@dataclass(frozen=True)
class FileProduct:
    """One product as the file has it; `category_code` is None where nothing in the file says.

    `tags` is None for a file that has no column of tags: it says nothing of them, not that there are none.
    """

    handle: str
    row: int
    name: str
    description: str
    category_code: str | None
    is_published: bool
    variants: tuple[FileVariant, ...]
    problems: tuple[Problem, ...] = field(default=())
    tags: tuple[FileTag, ...] | None = None

    @property
    def is_refused(self) -> bool:
        return any(problem.severity is Severity.FAULT for problem in self.problems)
