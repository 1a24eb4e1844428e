"""Find out who somebody is by what their device has signed."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.passkeys import queries
from market.accounts.passkeys.ask_challenge import handle_of
from market.accounts.passkeys.ceremonies import Asserted, read_count
from market.accounts.passkeys.rules import RelyingParty, is_copied


@dataclass(frozen=True)
class UsedPasskey:
    """Which passkey has signed, and whose it is."""

    id: str
    person_id: str


def use_passkey(
    session: Session, *, told: Asserted, challenge: bytes, party: RelyingParty, now: datetime
) -> UsedPasskey | None:
    """None where the passkey is unknown or removed, is somebody else's than it says, has not signed this challenge for
    this party, or must have been copied.

    Whoever calls must commit also when it is None: a copy is written down. That the account is open, a session asks.
    """
    passkey = queries.lock_passkey(session, told.credential_id)
    if passkey is None or not hmac.compare_digest(told.user_handle, handle_of(passkey.person_id)):
        return None
    count = read_count(told, party, challenge=challenge, public_key=passkey.public_key)
    if count is None:
        return None
    if is_copied(stored_count=passkey.sign_count, told_count=count):
        record_audit(
            session,
            action="passkey.copied",
            actor_id=None,
            object_id=passkey.id,
            detail={"person": passkey.person_id, "stored_count": str(passkey.sign_count), "told_count": str(count)},
            now=now,
        )
        return None
    passkey.sign_count, passkey.last_used_at = count, now
    queries.save(session, passkey)
    return UsedPasskey(passkey.id, passkey.person_id)
