"""What a list says of an organisation, and what is wrong with a row of it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from urllib.parse import urlsplit

from models.enums import ListingSource

_TENTH = Decimal("0.1")
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}$")
_LONGEST_URL = 500


@dataclass(frozen=True)
class LineProblem:
    """Something about a row; `line` as a text editor counts, or the place of a feature in a GeoJSON list.

    A row that `is_refused` is not taken; else one of its cells is not.
    """

    line: int
    column: str
    code: str
    detail: str
    is_refused: bool = False


@dataclass(frozen=True)
class Listing:
    """One organisation of a list. Concepts are ESSGlobal's (`activities-ica/ICA10`); `said` are the list's own words
    for what it does that name no concept exactly. Coordinates are tenths of a degree."""

    source: ListingSource
    source_id: str
    line: int
    name: str
    other_name: str = ""
    country: str | None = None
    country_said: str = ""
    region: str = ""
    place: str = ""
    legal_form: str | None = None
    structure: str | None = None
    membership: str | None = None
    activities: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    website: str = ""

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of all that was read, wherever in the file it stood."""
        facts = [
            *(self.name, self.other_name, self.country, self.country_said, self.region, self.place, self.legal_form),
            *(self.structure, self.membership, self.activities, self.said, str(self.latitude), str(self.longitude)),
            self.website,
        ]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).digest()


@dataclass
class Row:
    """A row being read: its cells, and what was found about them so far."""

    line: int
    cells: dict[str, str]
    problems: list[LineProblem] = field(default_factory=list)

    def cell(self, column: str) -> str:
        """One cell on one line, without control characters."""
        letters = (letter for letter in self.cells.get(column, "") if letter.isprintable() or letter.isspace())
        return " ".join("".join(letters).split())

    def note(self, column: str, code: str, detail: str) -> None:
        self.problems.append(LineProblem(self.line, column, code, detail[:200]))

    def refuse(self, column: str, code: str, detail: str) -> None:
        self.problems.append(LineProblem(self.line, column, code, detail[:200], is_refused=True))


def website_of(row: Row, *columns: str) -> str:
    """The first cell that is an http address with a host of its own; a note about one that is not."""
    for column in columns:
        said = row.cell(column)
        if not said:
            continue
        address = said if "://" in said else f"http://{said}"
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").encode("idna").decode().lower()
        except (ValueError, UnicodeError):
            host = ""
        if parts_are_plain(address, host):
            return address
        row.note(column, "no_website", f"{said!r} is no address of a site")
    return ""


def parts_are_plain(address: str, host: str) -> bool:
    """Whether an address is http or https, of a named host, without a password in it."""
    return (
        address.lower().startswith(("http://", "https://"))
        and _HOST.match(host) is not None
        and "@" not in address.partition("://")[2].partition("/")[0]
        and len(address) <= _LONGEST_URL
    )


def coordinates(row: Row, latitude: str, longitude: str, column: str) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """A place to a tenth of a degree, about ten kilometres; a note about what is none on Earth."""
    if not latitude and not longitude:
        return None, None
    try:
        north = Decimal(latitude).quantize(_TENTH, ROUND_HALF_EVEN)
        east = Decimal(longitude).quantize(_TENTH, ROUND_HALF_EVEN)
    except InvalidOperation:
        row.note(column, "no_place", f"{latitude!r}, {longitude!r} are no coordinates")
        return None, None
    if not (abs(north) <= 90 and abs(east) <= 180):
        row.note(column, "no_place", f"{latitude}, {longitude} is not on Earth")
        return None, None
    return north + 0, east + 0
