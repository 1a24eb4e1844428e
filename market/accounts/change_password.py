"""Choose a password, or another one."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts import queries
from market.accounts.errors import WeakPassword
from market.accounts.passwords import hash_password, is_common


def change_password(
    session: Session, *, person_id: str, password: str, keep_session_id: str | None, now: datetime
) -> None:
    """Whoever may have known the old one is out: every other session ends, and links that were sent open nothing.

    Raises WeakPassword. That the person proved lately who they are is asked by the edge.
    """
    if is_common(password):
        raise WeakPassword()
    queries.set_password(session, person_id, hash_password(password))
    queries.end_other_sessions(session, person_id=person_id, except_id=keep_session_id, now=now)
    queries.use_up_links(session, person_id=person_id)
    record_audit(session, action="password.update", actor_id=person_id, object_id=person_id, detail={}, now=now)
