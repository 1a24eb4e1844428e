"""Keep a passkey that a person's device has made."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from gateways.mail import Due, ask_people
from market.accounts.passkeys import queries
from market.accounts.passkeys.ceremonies import Attested, read_new
from market.accounts.passkeys.errors import PasskeyKnown, PasskeyRefused, TooManyPasskeys
from market.accounts.passkeys.queries import NewPasskey
from market.accounts.passkeys.rules import MOST, RelyingParty
from models.accounts import Passkey
from models.enums import MailKind


def add_passkey(
    session: Session,
    *,
    person_id: str,
    name: str,
    told: Attested,
    challenge: bytes | None,
    party: RelyingParty,
    now: datetime,
) -> Passkey:
    """`challenge` is what `take_challenge` gave. Raises PasskeyRefused, PasskeyKnown, TooManyPasskeys.

    That the person proved lately who they are is asked by the edge.
    """
    found = None if challenge is None else read_new(told, party, challenge=challenge)
    if found is None or not queries.lock_owner(session, person_id):
        raise PasskeyRefused()
    if len(queries.list_passkeys(session, person_id)) >= MOST:
        raise TooManyPasskeys(MOST)
    new = NewPasskey(person_id, found.credential_id, found.public_key, found.sign_count, name)
    passkey_id = queries.insert_passkey(session, new)
    if passkey_id is None:
        raise PasskeyKnown()
    passkey = queries.get_passkey(session, passkey_id)
    due = Due(person_id, passkey_id, passkey_id, {"at": now.astimezone(UTC).isoformat()})
    ask_people(session, MailKind.PASSKEY_ADDED, [due], now=now)
    record_audit(
        session,
        action="passkey.create",
        actor_id=person_id,
        object_id=passkey_id,
        detail={},
        now=now,
    )
    return passkey
