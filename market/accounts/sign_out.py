"""End a session."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts import queries
from market.accounts.errors import NoSuchSession


def sign_out(session: Session, *, session_id: str, person_id: str, now: datetime) -> None:
    """End one of one's own sessions, from the next request on. Raises NoSuchSession, also for somebody else's."""
    if not queries.mark_session_revoked(session, session_id=session_id, person_id=person_id, now=now):
        raise NoSuchSession()
