"""Forget a passkey: a device that was lost, sold or broken."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from gateways.mail import Due, ask_people
from market.accounts.passkeys import queries
from market.accounts.passkeys.errors import NoSuchPasskey
from models.enums import MailKind


def remove_passkey(
    session: Session, *, passkey_id: str, person_id: str, keep_session_id: str | None, now: datetime
) -> None:
    """It opens nothing from the next request on, and neither do the sessions that it opened, but the one that asks.
    Raises NoSuchPasskey, also for somebody else's."""
    if not queries.delete_passkey(
        session, passkey_id=passkey_id, person_id=person_id, keep_session_id=keep_session_id, now=now
    ):
        raise NoSuchPasskey()
    due = Due(person_id, passkey_id, passkey_id, {"at": now.astimezone(UTC).isoformat()})
    ask_people(session, MailKind.PASSKEY_REMOVED, [due], now=now)
    record_audit(session, action="passkey.delete", actor_id=person_id, object_id=passkey_id, detail={}, now=now)
