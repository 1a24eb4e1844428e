"""Accounts, sessions and API keys."""

import hashlib
from datetime import datetime, timedelta

from fastapi import Request
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, LimiterDep, Now, SettingsDep, client_network
from api.idempotency import IdempotentDep
from api.limits import Zone
from api.policy import SCOPES, Action, Resource
from api.routes.passkeys import read_proof, take_proof
from api.routing import Routes
from api.schemas.accounts import (
    Acknowledged,
    ApiKeyIn,
    ApiKeyOut,
    ApiKeysOut,
    CodeProof,
    CodeRequestIn,
    CodeRequestOut,
    ConfirmedOut,
    ConfirmIn,
    IssuedApiKeyOut,
    MeIn,
    MeOut,
    OrganisationRoleOut,
    PasswordIn,
    PersonOut,
    SessionOut,
    SessionsOut,
    SignedInOut,
    SignInIn,
    SignUpIn,
)
from api.schemas.passkeys import PasskeyProof
from kit.database import Database, Session
from kit.settings import Settings
from market.accounts import queries
from market.accounts.change_password import change_password
from market.accounts.codes.ask_code import ask_code
from market.accounts.codes.use_code import use_code
from market.accounts.confirm_session import confirm_session
from market.accounts.errors import NoSuchSession, SignInRefused
from market.accounts.issue_api_key import issue_api_key, revoke_api_key
from market.accounts.sign_in import (
    StartedSession,
    sign_in_with_link,
    sign_in_with_password,
    start_session,
)
from market.accounts.sign_out import sign_out
from market.accounts.sign_up import sign_up
from models.accounts import ApiKey

routes = Routes(prefix="/v1", tags=["accounts"])


@routes.post(
    "/accounts",
    policy=(Resource.ACCOUNT, Action.CREATE),
    status_code=202,
    response_model=Acknowledged,
)
def open_account(
    body: SignUpIn,
    request: Request,
    database: DatabaseDep,
    limiter: LimiterDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Open an account. The answer is the same whether or not the address already has one."""
    limiter.count(Zone.SIGN_UP, client_network(request))
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        sign_up(
            session,
            email=body.email,
            full_name=body.full_name,
            password=body.password,
            locale=body.locale,
            now=now,
        )
        return idempotent.answer(session, 202, Acknowledged())


@routes.post("/sessions", policy=(Resource.SESSION, Action.CREATE), status_code=201)
def sign_in(
    body: SignInIn,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
) -> SignedInOut:
    """Sign in by e-mail and password, by a link's token, by a code that was mailed, or by a passkey. The bearer token
    in the answer is shown once."""
    limiter.count(Zone.SIGN_IN, f"network:{client_network(request)}")
    agent = request.headers.get("user-agent", "")[:200]
    if body.mailed is not None:
        return _signed_in(_by_code(database, settings, body.mailed, agent, now))
    if body.passkey is not None:
        return _signed_in(_by_passkey(database, settings, body.passkey, agent, now))
    with database.transaction() as session:
        if body.link_token is not None:
            return _signed_in(sign_in_with_link(session, token=body.link_token, agent=agent, now=now))
        assert body.email is not None and body.password is not None
        limiter.count(
            Zone.SIGN_IN,
            _of_address(body.email),
        )
        started = sign_in_with_password(session, email=body.email, password=body.password, agent=agent, now=now)
        return _signed_in(started)


def _by_code(database: Database, settings: Settings, proof: CodeProof, agent: str, now: datetime) -> StartedSession:
    """The refusal comes after the commit: a wrong try counts."""
    with database.transaction() as session:
        person_id = _try_code(session, settings, proof, now)
        started = start_session(session, person_id=person_id, agent=agent, now=now) if person_id else None
    if started is None:
        raise SignInRefused()
    return started


def _by_passkey(
    database: Database, settings: Settings, proof: PasskeyProof, agent: str, now: datetime
) -> StartedSession:
    """The refusal comes after the commit, as above."""
    challenge = take_proof(database, proof, now=now)
    with database.transaction() as session:
        used = read_proof(session, settings, proof, challenge=challenge, now=now)
        started = (
            start_session(session, person_id=used.person_id, agent=agent, now=now, passkey_id=used.id) if used else None
        )
    if started is None:
        raise SignInRefused()
    return started


def _try_code(session: Session, settings: Settings, proof: CodeProof, now: datetime) -> str | None:
    return use_code(session, token=proof.code_token, digits=proof.code, secret_key=settings.secret_key, now=now)


def _of_address(email: str) -> str:
    """What tries at an account are counted under."""
    return f"account:{hashlib.sha256(email.strip().lower().encode()).hexdigest()}"


@routes.post("/sign-in-codes", policy=(Resource.SIGN_IN_CODE, Action.CREATE), status_code=202)
def ask_for_code(
    body: CodeRequestIn, request: Request, database: DatabaseDep, limiter: LimiterDep, now: Now
) -> CodeRequestOut:
    """Have six digits mailed. The same work is done, and the same is answered, whether or not anybody has the address;
    the digits count for ten minutes, once, and only with the token in this answer."""
    limiter.count(Zone.SIGN_IN, f"network:{client_network(request)}")
    limiter.count(Zone.SIGN_IN_CODE, _of_address(body.email))
    with database.transaction() as session:
        asked = ask_code(session, email=body.email, now=now)
    return CodeRequestOut(code_token=asked.token, expires_at=asked.expires_at)


def _signed_in(started: StartedSession) -> SignedInOut:
    person = started.person
    return SignedInOut(
        token=started.token,
        session_id=started.session.id,
        expires_at=started.session.expires_at,
        person=PersonOut(
            id=person.id,
            email=person.email,
            full_name=person.full_name,
            locale=person.locale,
        ),
    )


@routes.post("/sessions/confirm", policy=(Resource.SESSION, Action.UPDATE))
def confirm(
    body: ConfirmIn,
    request: Request,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    now: Now,
) -> ConfirmedOut:
    """Prove again that this session is yours, for what an old sign-in is not enough for. A key has nothing to prove."""
    person_id = caller.require_person()
    if caller.session_id is None:
        raise NoSuchSession()
    limiter.count(Zone.SIGN_IN, f"network:{client_network(request)}")
    limiter.count(Zone.SIGN_IN, f"person:{person_id}")
    found_to_be = None
    if body.mailed is not None:
        with database.transaction() as session:
            found_to_be = _try_code(session, settings, body.mailed, now) or ""
    if body.passkey is not None:
        challenge = take_proof(database, body.passkey, now=now)
        with database.transaction() as session:
            used = read_proof(session, settings, body.passkey, challenge=challenge, now=now)
            found_to_be = used.person_id if used else ""
    with database.transaction() as session:
        confirm_session(
            session,
            session_id=caller.session_id,
            person_id=person_id,
            password=body.password,
            link_token=body.link_token,
            found_to_be=found_to_be,
            now=now,
        )
    return ConfirmedOut(authenticated_at=now)


@routes.get("/sessions", policy=(Resource.SESSION, Action.LIST))
def list_sessions(caller: CallerDep, database: DatabaseDep, now: Now) -> SessionsOut:
    """One's own open sessions, newest first."""
    with database.reading() as session:
        rows = queries.list_sessions(session, person_id=caller.require_person(), now=now)
    return SessionsOut(
        data=[
            SessionOut(
                id=row.id,
                agent=row.agent,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                expires_at=row.expires_at,
                is_current=row.id == caller.session_id,
            )
            for row in rows
        ]
    )


@routes.delete("/sessions/{session_id}", policy=(Resource.SESSION, Action.DELETE), status_code=204)
def end_session(session_id: str, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """End one of one's own sessions; `current` is the one that asks."""
    wanted = caller.session_id or "" if session_id == "current" else session_id
    with database.transaction() as session:
        sign_out(session, session_id=wanted, person_id=caller.require_person(), now=now)


@routes.get("/me", policy=(Resource.ME, Action.READ))
def read_me(caller: CallerDep, database: DatabaseDep) -> MeOut:
    """Who the token belongs to, and in which organisations."""
    with database.reading() as session:
        person = queries.get_person(session, caller.require_person())
    memberships = caller.authenticated.memberships if caller.authenticated else ()
    return MeOut(
        id=person.id,
        email=person.email,
        full_name=person.full_name,
        locale=person.locale,
        is_operator=caller.is_operator,
        roles=sorted(caller.roles),
        organisations=[
            OrganisationRoleOut(
                id=membership.organisation_id,
                slug=membership.slug,
                name=membership.name,
                kind=membership.kind,
                role=membership.role,
            )
            for membership in memberships
        ],
    )


@routes.patch("/me", policy=(Resource.ME, Action.UPDATE), status_code=204)
def change_me(body: MeIn, caller: CallerDep, database: DatabaseDep) -> None:
    """In which language the market writes to oneself from now on."""
    with database.transaction() as session:
        queries.set_locale(session, caller.require_person(), body.locale)


@routes.put("/me/password", policy=(Resource.PASSWORD, Action.UPDATE), status_code=204)
def put_password(body: PasswordIn, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Choose a password, shortly after one has signed in: by a code that was mailed too, when the old one is forgotten.
    Every other session ends."""
    with database.transaction() as session:
        change_password(
            session,
            person_id=caller.require_person(),
            password=body.password,
            keep_session_id=caller.session_id,
            now=now,
        )


@routes.post("/api-keys", policy=(Resource.API_KEY, Action.CREATE), status_code=201)
def create_api_key(body: ApiKeyIn, caller: CallerDep, database: DatabaseDep, now: Now) -> IssuedApiKeyOut:
    """Issue a key for a machine. Its secret is in this answer and nowhere else."""
    with database.transaction() as session:
        issued = issue_api_key(
            session,
            person_id=caller.require_person(),
            label=body.label,
            scopes=body.scopes,
            known_scopes=SCOPES,
            expires_at=now + timedelta(days=body.expires_in_days),
            now=now,
        )
        return IssuedApiKeyOut(secret=issued.secret, key=_key_out(issued.key))


@routes.get("/api-keys", policy=(Resource.API_KEY, Action.LIST))
def list_api_keys(caller: CallerDep, database: DatabaseDep) -> ApiKeysOut:
    """One's own keys, newest first, without their secrets."""
    with database.reading() as session:
        return ApiKeysOut(data=[_key_out(key) for key in queries.list_keys(session, person_id=caller.require_person())])


@routes.delete("/api-keys/{key_id}", policy=(Resource.API_KEY, Action.DELETE), status_code=204)
def delete_api_key(key_id: str, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Take a key back; it stops working with the next request."""
    with database.transaction() as session:
        revoke_api_key(session, key_id=key_id, person_id=caller.require_person(), now=now)


def _key_out(key: ApiKey) -> ApiKeyOut:
    return ApiKeyOut(
        id=key.id,
        label=key.label,
        hint=key.hint,
        scopes=key.scopes,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
