"""Who may say where an organisation's money goes."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.payouts.accounts import queries
from market.payouts.accounts.errors import SignInAgain, StewardOnly
from market.payouts.accounts.rules import is_recent


def require_steward(
    session: Session, *, person_id: str, session_id: str | None, organisation_id: str, now: datetime
) -> None:
    """Raises StewardOnly for other members, SignInAgain for a session that is not fresh and for every API key."""
    found = queries.get_steward(session, person_id=person_id, organisation_id=organisation_id, session_id=session_id)
    if not found.is_steward:
        raise StewardOnly()
    if not is_recent(found.signed_in_at, now):
        raise SignInAgain()
