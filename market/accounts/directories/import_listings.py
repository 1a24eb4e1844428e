"""Take a list of organisations that somebody else keeps."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.directories.listing import LineProblem
from market.accounts.directories.queries import list_fingerprints, write_listings
from market.accounts.directories.sources import read_list
from models.enums import ListingSource


@dataclass(frozen=True)
class ListReport:
    """What became of the rows: each one is created, updated, unchanged or refused.

    `missing` counts what an earlier list had and this one has not; it stays. `problems` are in the order of the file.
    """

    source: ListingSource
    created: int
    updated: int
    unchanged: int
    refused: int
    missing: int
    is_dry_run: bool
    problems: tuple[LineProblem, ...]

    @property
    def rows_total(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


def import_listings(session: Session, data: bytes, *, is_dry_run: bool, now: datetime) -> ListReport:
    """Write what is new in a list or has changed; the same list twice changes nothing. A dry run only tells.

    Nobody becomes a member of the market by it. Raises ListRefused.
    """
    found = read_list(data)
    stored = list_fingerprints(session, found.source)
    taken, problems, refused = [], [], 0
    for reading in found.rows:
        problems += reading.row.problems
        if reading.listing is None:
            refused += 1
        else:
            taken.append(reading.listing)
    created = [listing for listing in taken if listing.source_id not in stored]
    updated = [
        listing for listing in taken if listing.source_id in stored and stored[listing.source_id] != listing.fingerprint
    ]
    if not is_dry_run:
        write_listings(session, [*created, *updated], now=now)
    return ListReport(
        source=found.source,
        created=len(created),
        updated=len(updated),
        unchanged=len(taken) - len(created) - len(updated),
        refused=refused,
        missing=len(stored.keys() - {listing.source_id for listing in taken}),
        is_dry_run=is_dry_run,
        problems=tuple(problems),
    )
