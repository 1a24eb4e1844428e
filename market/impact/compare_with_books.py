"""Hold a statement against the facts of the books as they stood when it was made: it asks the database."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.add_up import add_up
from market.impact.build_statement import head_of
from market.impact.document import Inputs, canonical, unsigned_document
from market.impact.errors import NoSuchStatement
from market.impact.facts.rules import Day
from market.impact.reach import reach_of
from market.impact.verifying.published import read_published
from models.enums import StatementState


def compare_with_books(session: Session, text: str) -> list[str]:
    """What of a statement is otherwise in the books, one sentence each. `text` must have passed `verify_document`.

    What stood beside the facts is on record in the statement alone, and is taken from it. Raises NoSuchStatement.
    """
    published = read_published(json.loads(text))
    stored = queries.find_statement(session, published.statement_id)
    if stored is None or stored.state != StatementState.READY or stored.as_of_entry is None:
        raise NoSuchStatement()
    complaints = []
    if hashlib.sha256(text.encode()).digest() != stored.sha256:
        complaints.append("This is not the document that was published under this number.")
    as_of = stored.as_of_entry
    if published.as_of != as_of:
        complaints.append("It does not say as of which entry of the books it was made.")
    added = add_up(session, reach_of(session, stored), as_of=as_of, currency=stored.currency)
    complaints += _wrong_days(published.days, added.days)
    head = head_of(session, stored, as_of=as_of, did=published.did, superseded=None)
    booked = unsigned_document(head, Inputs(added.sums, added.producers, added.days, published.snapshot))
    return complaints + _wrong_figures(published.figures, booked["figures"])


def _wrong_days(published: Sequence[Day], booked: Sequence[Day]) -> list[str]:
    given, found = ({day.on: day for day in days} for days in (published, booked))
    days = sorted({*given, *found})
    return [f"The facts of {on} are otherwise in the books." for on in days if given.get(on) != found.get(on)]


def _wrong_figures(published: Sequence[dict[str, Any]], booked: object) -> list[str]:
    assert isinstance(booked, list)
    by_id = {figure["id"]: figure for figure in booked}
    return [
        f"Figure {figure.get('id')} does not follow from the books."
        for figure in published
        if canonical(figure) != canonical(by_id.get(figure.get("id")))
    ]
