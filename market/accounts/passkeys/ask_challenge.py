"""Somebody wants to add a passkey, or to sign in with one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session
from webauthn.helpers.structs import PublicKeyCredentialCreationOptions, PublicKeyCredentialRequestOptions

from kit.ids import hash_secret, is_secret, new_secret
from market.accounts.passkeys import queries
from market.accounts.passkeys.ceremonies import Owner, creation_options, request_options
from market.accounts.passkeys.errors import TooManyPasskeys
from market.accounts.passkeys.rules import LASTS, MOST, RelyingParty, challenge_of
from market.accounts.queries import find_market_name, get_person
from models.accounts import PasskeyChallenge

Options = TypeVar("Options", PublicKeyCredentialCreationOptions, PublicKeyCredentialRequestOptions)


@dataclass(frozen=True)
class AskedChallenge(Generic[Options]):
    """`token` is shown this once; what the device signs counts together with it alone. `options` are the browser's."""

    token: str
    expires_at: datetime
    options: Options


def ask_to_add(
    session: Session, *, person_id: str, party: RelyingParty, now: datetime
) -> AskedChallenge[PublicKeyCredentialCreationOptions]:
    """A challenge that counts for this person alone. Raises TooManyPasskeys."""
    known = queries.list_passkeys(session, person_id)
    if len(known) >= MOST:
        raise TooManyPasskeys(MOST)
    person = get_person(session, person_id)
    owner = Owner(handle_of(person_id), person.email, person.full_name)
    token, expires_at = _make(session, person_id=person_id, now=now)
    options = creation_options(
        party,
        owner,
        market=find_market_name(session),
        challenge=challenge_of(token),
        known=[one.credential_id for one in known],
    )
    return AskedChallenge(token, expires_at, options)


def ask_to_sign_in(
    session: Session, *, party: RelyingParty, now: datetime
) -> AskedChallenge[PublicKeyCredentialRequestOptions]:
    """A challenge for whoever asks: the passkey says who that is."""
    token, expires_at = _make(session, person_id=None, now=now)
    return AskedChallenge(token, expires_at, request_options(party, challenge=challenge_of(token)))


def take_challenge(session: Session, *, token: str, person_id: str | None, now: datetime) -> bytes | None:
    """What was to be signed, or None for a token that opens nothing: unknown, used up, too old, or for somebody else.

    The first try uses it up, whatever becomes of that: commit before the answer of the device is looked at.
    """
    if not is_secret("pkc", token):
        return None
    is_there = queries.take_challenge(session, token_hash=hash_secret(token), person_id=person_id, now=now)
    return challenge_of(token) if is_there else None


def handle_of(person_id: str) -> bytes:
    """By which a passkey names its owner."""
    return person_id.encode()


def _make(session: Session, *, person_id: str | None, now: datetime) -> tuple[str, datetime]:
    token, expires_at = new_secret("pkc"), now + LASTS
    queries.save(session, PasskeyChallenge(token_hash=hash_secret(token), person_id=person_id, expires_at=expires_at))
    return token, expires_at
