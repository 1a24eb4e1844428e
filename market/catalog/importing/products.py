"""What a file says about products, whatever its format."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from certification.coach.find_promises import Promise


class Severity(StrEnum):
    """A fault refuses its product; a note only tells what was made of a cell."""

    FAULT = "fault"
    NOTE = "note"


class Availability(StrEnum):
    """What the file says of how many there are. Only of what is COUNTED does `on_hand` say anything."""

    COUNTED = "counted"
    IN_STOCK = "in_stock"
    ON_DEMAND = "on_demand"
    PREORDER = "preorder"
    OUT_OF_STOCK = "out_of_stock"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one cell, or about a whole product where `column` is empty.

    `row` counts as a spreadsheet does, the header being row 1; `line` as a text editor does, which differs after a
    cell with line breaks in it, and is 0 where nobody counted. `value` is what stands in the cell, cut at 200 letters.
    """

    row: int
    column: str
    code: str
    detail: str
    severity: Severity = Severity.FAULT
    value: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class FileOption:
    """In what a variant differs from its siblings: size, 250 g."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class FileVariant:
    """One variant as the file has it. `net_unit` is `piece` where the file says no weight or volume.

    `barcode` is what the file has; `gtin` is the same when it is a GTIN of 8, 12, 13 or 14 digits whose last one
    checks. `currency` is None where the file does not say it; where it does it is the market's, or the variant is
    refused. `row` and `line` as in Problem.
    """

    label: str
    sku: str | None
    barcode: str | None
    net_quantity: Decimal
    net_unit: str
    weight_grams: int
    amount_minor: int
    on_hand: int
    row: int
    line: int = 0
    options: tuple[FileOption, ...] = ()
    gtin: str | None = None
    currency: str | None = None
    availability: Availability = Availability.COUNTED


@dataclass(frozen=True, slots=True)
class FileTag:
    """One tag of a product, and the column it stands in."""

    text: str
    column: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A tag that promises what only a certificate proves; `scheme` is the code of the scheme that it names, if any."""

    tag: str
    words: str
    scheme: str | None
    source: str


@dataclass(frozen=True, slots=True)
class FileImage:
    """A picture on somebody else's server, an http or https address that nobody has fetched; `alt` may be empty."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class FileTranslation:
    """The words of a product in another language, an ISO 639-1 code; `description` is plain text and may be empty."""

    language: str
    name: str
    description: str


@dataclass(frozen=True)
class FileProduct:
    """One product as the file has it; `category_code` is None where nothing in the file says, so is `language`.

    `tags` is None for a file that has no column of tags: it says nothing of them, not that there are none; `images`
    likewise. `row_count` is how many rows of the file are in it: over all products they are the rows of the file.
    `promises` and `declared` are what its words and its tags were heard to say (`hear`).
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
    line: int = 0
    row_count: int = 1
    images: tuple[FileImage, ...] | None = None
    language: str | None = None
    translations: tuple[FileTranslation, ...] = ()
    promises: tuple[Promise, ...] = ()
    declared: tuple[Declared, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(problem.severity is Severity.FAULT for problem in self.problems)
