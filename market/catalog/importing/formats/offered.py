"""A product as one format offers it: cells with their places, nothing checked. Every reader fills these."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from market.catalog.importing.formats.table import Cell, Line
from market.catalog.importing.products import Availability, FileImage, FileTag, FileTranslation, Problem, Severity

NOWHERE = Cell("", "", 0, 0)
_LONGEST_ADDRESS = 2_000
_SHOWN = 200
# Addresses have commas in them: only what comes before the next one parts them.
_NEXT_ADDRESS = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)


@dataclass(slots=True)
class OfferedVariant:
    """What one row says of a variant. Empty cells say nothing.

    `weight` is in `weight_unit`; `net` are the words that name how much is in it, the likeliest first, and
    `stated_net` the same where a column is there for nothing else: what cannot be read in it is a fault.
    """

    place: Cell
    options: list[tuple[str, Cell]]
    price: Cell
    currency: Cell = NOWHERE
    sku: Cell = NOWHERE
    barcode: Cell = NOWHERE
    weight: Cell = NOWHERE
    weight_unit: str = "g"
    stated_net: Cell = NOWHERE
    net: list[str] = field(default_factory=list)
    on_hand: Cell = NOWHERE
    availability: Availability = Availability.UNSAID


@dataclass(slots=True)
class Offered:
    """One product of a file. `shelves` are words for its category, the likeliest first; None for `tags` and `images`
    when the file has no place for them."""

    handle: Cell
    name: Cell
    description: Cell
    is_published: bool
    row_count: int = 1
    shelves: Collection[str] = ()
    language: str | None = None
    tags: list[FileTag] | None = None
    images: list[FileImage] | None = None
    translations: list[FileTranslation] = field(default_factory=list)
    variants: list[OfferedVariant] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_fault(self) -> bool:
        return any(problem.severity is Severity.FAULT for problem in self.problems)

    def fault(self, cell: Cell, code: str, detail: str) -> None:
        """Refuse the product because of this cell."""
        self._say(cell, code, detail, Severity.FAULT)

    def note(self, cell: Cell, code: str, detail: str) -> None:
        """Tell what was made of this cell."""
        self._say(cell, code, detail, Severity.NOTE)

    def picture(self, cell: Cell, url: str, alt: str) -> None:
        """Keep a picture's address, once."""
        if self.images is None:
            self.images = []
        if (
            not url.casefold().startswith(("https://", "http://"))
            or len(url) > _LONGEST_ADDRESS
            or not url.isprintable()
        ):
            self.note(cell, "bad_image", "this is not an address on the web: https://…")
        elif all(image.url != url for image in self.images):
            self.images.append(FileImage(url, " ".join(alt.split())[:_SHOWN]))

    def pictures(self, cell: Cell) -> None:
        """Keep each picture that a cell names."""
        for url in _NEXT_ADDRESS.split(cell.text):
            if url:
                self.picture(cell, url.strip(" \t\r\n,;|"), "")

    def tag(self, cell: Cell, separator: str = ",") -> None:
        """Keep the tags of a cell."""
        if self.tags is None:
            self.tags = []
        self.tags += [FileTag(tag.strip(), cell.column) for tag in cell.text.split(separator) if tag.strip()]

    def _say(self, cell: Cell, code: str, detail: str, severity: Severity) -> None:
        self.problems.append(Problem(cell.row, cell.column, code, detail, severity, cell.text[:_SHOWN], cell.line))


def at(line: Line, text: str = "", column: str = "") -> Cell:
    """A place in a row that is about no cell, or about one that the file does not have."""
    return Cell(text, column, line.number, line.line)
