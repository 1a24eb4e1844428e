"""Passkeys: one's own, and what devices are asked to sign for them."""

from datetime import datetime

from fastapi import Request
from webauthn.helpers import options_to_json_dict

from api.deps import CallerDep, DatabaseDep, IdPath, LimiterDep, Now, SettingsDep, client_network, expect_id
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.passkeys import (
    CreationOptionsOut,
    NewPasskeyChallengeOut,
    PasskeyChallengeOut,
    PasskeyIn,
    PasskeyOut,
    PasskeyProof,
    PasskeysOut,
    RequestOptionsOut,
    bytes_of,
)
from kit.database import Database, Session
from kit.settings import Settings
from market.accounts.passkeys import queries
from market.accounts.passkeys.add_passkey import add_passkey
from market.accounts.passkeys.ask_challenge import ask_to_add, ask_to_sign_in, take_challenge
from market.accounts.passkeys.ceremonies import Asserted, Attested
from market.accounts.passkeys.errors import NoPasskeysHere
from market.accounts.passkeys.remove_passkey import remove_passkey
from market.accounts.passkeys.rules import RelyingParty, relying_party
from market.accounts.passkeys.use_passkey import UsedPasskey, use_passkey

routes = Routes(prefix="/v1", tags=["accounts"])


def _party(settings: Settings) -> RelyingParty:
    """Raises NoPasskeysHere."""
    party = relying_party(settings.storefront_url)
    if party is None:
        raise NoPasskeysHere()
    return party


@routes.post("/passkey-challenges", policy=(Resource.PASSKEY_CHALLENGE, Action.CREATE), status_code=201)
def ask_for_challenge(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, now: Now
) -> PasskeyChallengeOut:
    """What a passkey is to sign, to sign in (`POST /v1/sessions`) or to prove it again (`POST /v1/sessions/confirm`).
    The passkey says whose it is: no address is asked for."""
    limiter.count(Zone.SIGN_IN, f"network:{client_network(request)}")
    party = _party(settings)
    with database.transaction() as session:
        asked = ask_to_sign_in(session, party=party, now=now)
    return PasskeyChallengeOut(
        challenge_token=asked.token,
        expires_at=asked.expires_at,
        public_key=RequestOptionsOut.model_validate(options_to_json_dict(asked.options)),
    )


@routes.post("/me/passkey-challenges", policy=(Resource.PASSKEY, Action.CREATE), status_code=201)
def ask_for_new_challenge(
    caller: CallerDep, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, now: Now
) -> NewPasskeyChallengeOut:
    """What a device is to sign with a new passkey of one's own, shortly after one has signed in."""
    person_id = caller.require_person()
    limiter.count(Zone.SIGN_IN, f"person:{person_id}")
    party = _party(settings)
    with database.transaction() as session:
        asked = ask_to_add(session, person_id=person_id, party=party, now=now)
    return NewPasskeyChallengeOut(
        challenge_token=asked.token,
        expires_at=asked.expires_at,
        public_key=CreationOptionsOut.model_validate(options_to_json_dict(asked.options)),
    )


@routes.post("/me/passkeys", policy=(Resource.PASSKEY, Action.CREATE), status_code=201)
def add_own_passkey(
    body: PasskeyIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, now: Now
) -> PasskeyOut:
    """Keep a passkey that one's device has made, shortly after one has signed in."""
    person_id = caller.require_person()
    limiter.count(Zone.PASSKEY, person_id)
    party, response = _party(settings), body.credential.response
    told = Attested(
        bytes_of(body.credential.id), bytes_of(response.clientDataJSON), bytes_of(response.attestationObject)
    )
    with database.transaction() as session:
        challenge = take_challenge(session, token=body.challenge_token, person_id=person_id, now=now)
    with database.transaction() as session:
        passkey = add_passkey(
            session, person_id=person_id, name=body.name, told=told, challenge=challenge, party=party, now=now
        )
        return PasskeyOut.model_validate(passkey)


@routes.get("/me/passkeys", policy=(Resource.PASSKEY, Action.LIST))
def list_own_passkeys(caller: CallerDep, database: DatabaseDep) -> PasskeysOut:
    """One's own passkeys, oldest first."""
    with database.reading() as session:
        found = queries.list_passkeys(session, caller.require_person())
        return PasskeysOut(data=[PasskeyOut.model_validate(one) for one in found])


@routes.delete("/me/passkeys/{passkey_id}", policy=(Resource.PASSKEY, Action.DELETE), status_code=204)
def remove_own_passkey(passkey_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Forget a passkey. It opens nothing from the next request on, and other sessions that it opened end."""
    with database.transaction() as session:
        remove_passkey(
            session,
            passkey_id=expect_id("psk", passkey_id),
            person_id=caller.require_person(),
            keep_session_id=caller.session_id,
            now=now,
        )


def take_proof(database: Database, proof: PasskeyProof, *, now: datetime) -> bytes | None:
    """The challenge that a proof is to be about. It is used up with this, whatever becomes of the proof."""
    with database.transaction() as session:
        return take_challenge(session, token=proof.challenge_token, person_id=None, now=now)


def read_proof(
    session: Session, settings: Settings, proof: PasskeyProof, *, challenge: bytes | None, now: datetime
) -> UsedPasskey | None:
    """Whose passkey has signed, or None. Commit also then: a copy of one is written down. Raises NoPasskeysHere."""
    party, response = _party(settings), proof.credential.response
    if challenge is None:
        return None
    told = Asserted(
        bytes_of(proof.credential.id),
        bytes_of(response.clientDataJSON),
        bytes_of(response.authenticatorData),
        bytes_of(response.signature),
        bytes_of(response.userHandle),
    )
    return use_passkey(session, told=told, challenge=challenge, party=party, now=now)
