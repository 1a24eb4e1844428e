"""The market's organisations, all of them or one, at a moment."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from kit.database import Database
from market.accounts.directories.directory_queries import list_entries
from market.accounts.directories.organisations import DirectoryEntry
from market.accounts.errors import NoSuchOrganisation
from models.enums import OrganisationKind

_PAGE = 200


def read_directory(database: Database, *, lang: str, at: datetime) -> Iterator[DirectoryEntry]:
    """Every organisation, by id; a page is read in a transaction of its own, the first one at once."""
    entries = _each(database, lang, at)
    first = next(entries, None)
    return entries if first is None else chain([first], entries)


def read_entry(database: Database, *, name: str, lang: str, at: datetime) -> DirectoryEntry:
    """A producer by id or slug. Raises NoSuchOrganisation."""
    with database.reading() as session:
        found = list_entries(session, lang=lang, at=at, name=name, after=None, limit=1)
    if not found or found[0].kind is not OrganisationKind.PRODUCER:
        raise NoSuchOrganisation()
    return found[0]


def _each(database: Database, lang: str, at: datetime) -> Iterator[DirectoryEntry]:
    after: str | None = None
    while True:
        with database.reading() as session:
            page = list_entries(session, lang=lang, at=at, name=None, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].id
