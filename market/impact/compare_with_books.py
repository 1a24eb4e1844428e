"""Hold a statement's rows against the books as they stood when it was made. For operators: it asks the database."""

import hashlib
import json
from dataclasses import replace

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.document import publishable
from market.impact.errors import NoSuchStatement
from market.impact.queries import Books
from market.impact.rules import Row
from market.impact.verify_document import read_rows
from models.enums import StatementState


def compare_with_books(session: Session, text: str) -> list[str]:
    """What of a statement is otherwise in the books, one sentence each. `text` must have passed `verify_document`.

    Country, line and structure are what the producer said when the statement was made, and are not compared. Raises
    NoSuchStatement.
    """
    document = json.loads(text)
    header = document["header"]
    stored = queries.find_statement(session, str(header.get("statement")))
    if stored is None or stored.state != StatementState.READY or stored.sha256 is None:
        raise NoSuchStatement()
    complaints = []
    if hashlib.sha256(text.encode()).digest() != stored.sha256:
        complaints.append("This is not the document that was published under this number.")
    sequence = header.get("as_of", {}).get("ledger_sequence")
    if type(sequence) is not int:
        return [*complaints, "It does not say as of which entry of the books it was made."]
    books = Books(stored.period_start, stored.period_end, sequence)
    found = queries.list_rows(session, books, producer_id=stored.organisation_id)
    booked = publishable(
        [row for row in found if row.currency == stored.currency], statement_id=stored.id, subject=stored.subject_kind
    )
    return complaints + _differences(read_rows(document), booked)


def _differences(published: list[Row], booked: list[Row]) -> list[str]:
    complaints = []
    if len(published) != len(booked):
        complaints.append(f"It has {len(published)} rows; the books give {len(booked)}.")
    for number, (stated, found) in enumerate(zip(published, booked, strict=False), start=1):
        comparable = replace(
            found, producer=stated.producer, country=stated.country, line=stated.line, structure=stated.structure
        )
        if stated != comparable:
            complaints.append(f"Row {number} (order {stated.order}) is otherwise in the books.")
    return complaints
