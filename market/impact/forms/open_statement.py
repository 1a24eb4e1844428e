"""A published statement, for whoever reads it in one of its forms."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.errors import NoSuchStatement

# Of anybody's order or purchases nothing is handed out here.
_PUBLIC = frozenset({"market", "producer", "network"})


@dataclass(frozen=True)
class Opened:
    """`sha256` is in hexadecimal, over the exact bytes of the document."""

    document: str
    sha256: str
    organisation_id: str | None


def open_statement(session: Session, statement_id: str) -> Opened:
    """Raises NoSuchStatement, also for one that is not finished, and for one that is not public."""
    found = queries.find_statement(session, statement_id)
    if found is None or found.document is None or found.sha256 is None or found.subject_kind not in _PUBLIC:
        raise NoSuchStatement()
    return Opened(found.document, found.sha256.hex(), found.organisation_id)
