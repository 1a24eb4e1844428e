"""All that is kept about one person, as one JSON document, piece by piece."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from kit.database import Database
from market.privacy import export_queries as queries
from market.privacy.export_queries import Naming, Told

_PAGE = 200


def export_person(database: Database, *, person_id: str, now: datetime) -> Iterator[bytes]:
    """`{"made_at": …, "person": […], "orders": […], …, "named_in": […]}`; each section is a list of objects.

    Nothing of other people is in it, and no secret. Each page is read in a transaction of its own: who reads slowly
    holds none open. The first is read at once, so that a database that does not answer is a refusal, not half a file.
    """
    person = list(_section(database, "person", person_id))
    opening = f'{{"made_at": {json.dumps(now.isoformat())}'
    return (piece.encode() for piece in chain([opening, *_list("person", iter(person))], _rest(database, person_id)))


def _rest(database: Database, person_id: str) -> Iterator[str]:
    for section in queries.SECTIONS:
        if section != "person":
            yield from _list(section, _section(database, section, person_id))
    named = (_named(database, naming, person_id) for naming in queries.columns_that_name())
    yield from _list("named_in", chain.from_iterable(named))
    yield "}\n"


def _list(name: str, rows: Iterator[Told]) -> Iterator[str]:
    """A member of the document; what it holds starts on a line of its own."""
    yield f', "{name}": ['
    between = "\n"
    for told in rows:
        yield between + json.dumps(told.document, ensure_ascii=False)
        between = ",\n"
    yield "]"


def _section(database: Database, section: str, person_id: str) -> Iterator[Told]:
    after = ""
    while True:
        with database.reading() as session:
            page = queries.list_section(session, section, person_id=person_id, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].key


def _named(database: Database, naming: Naming, person_id: str) -> Iterator[Told]:
    after = ""
    while True:
        with database.reading() as session:
            page = queries.list_named(session, naming, person_id=person_id, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].key
