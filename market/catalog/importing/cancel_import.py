"""Call an import off."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.errors import ImportStepRefused, NoSuchImport
from market.catalog.importing import job_queries
from market.catalog.importing.start_import import ask_for_import
from models.enums import ImportState

_OPEN = frozenset({ImportState.UNMAPPED, ImportState.QUEUED, ImportState.RUNNING})


def cancel_import(session: Session, *, import_id: str, now: datetime) -> None:
    """Stop at once; what was applied until now stays. Raises NoSuchImport, ImportStepRefused when it has ended."""
    record = job_queries.lock_import(session, import_id)
    if record is None:
        raise NoSuchImport()
    if record.state not in _OPEN:
        raise ImportStepRefused(record.state)
    job_queries.mark_ended(session, import_id, ImportState.CANCELLED, now=now)
    following = job_queries.find_next(session, record.producer_id)
    if following is not None:
        ask_for_import(session, following, now=now)
