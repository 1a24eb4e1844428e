"""A finished statement, for whoever may read it, in one of its forms."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact.document import PRIVATE
from market.impact.errors import NoSuchStatement
from market.impact.open_statement import open_statement as open_own
from market.orders.reach import Reach
from models.impact import ImpactStatement


@dataclass(frozen=True)
class Opened:
    """A statement that has a document. `sha256` is in hexadecimal, over its exact bytes. `is_private`: nobody may keep
    a shared copy."""

    statement: ImpactStatement
    document: str
    sha256: str
    is_private: bool


def open_statement(session: Session, statement_id: str, reach: Reach) -> Opened:
    """Raises NoSuchStatement, also for one that is not finished, and for somebody else's private one."""
    found = open_own(session, statement_id, reach)
    if found.document is None or found.sha256 is None:
        raise NoSuchStatement()
    return Opened(found, found.document, found.sha256.hex(), found.subject_kind in PRIVATE)
