"""Who is calling, and the gate every route stands behind. Deny by default."""

from collections.abc import Awaitable, Callable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.attempts import begin_attempt
from api.errors import FreshSignInNeeded, RoleNotAllowed, ScopeMissing, Unauthenticated, UnknownParameter
from api.policy import STEP_UP, Policy, Role, allowing_roles, scope_for
from api.tools import Tools, tools_of
from kit.clock import utc_now
from market.accounts.authenticate import Authenticated, authenticate
from models.enums import MemberRole, OrganisationKind

_LONGEST_TOKEN = 200
_FRESH_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Caller:
    """The one asking: nobody, a person in a session, or a person through an API key."""

    authenticated: Authenticated | None

    @property
    def person_id(self) -> str | None:
        return self.authenticated.person_id if self.authenticated else None

    def require_person(self) -> str:
        """The person's id. Raises Unauthenticated."""
        if self.person_id is None:
            raise Unauthenticated()
        return self.person_id

    @property
    def session_id(self) -> str | None:
        return self.authenticated.session_id if self.authenticated else None

    @property
    def is_operator(self) -> bool:
        return self.authenticated is not None and self.authenticated.is_operator

    @property
    def roles(self) -> frozenset[Role]:
        if self.authenticated is None:
            return frozenset({Role.ANONYMOUS})
        roles = {Role.CONSUMER}
        for membership in self.authenticated.memberships:
            if membership.kind is OrganisationKind.PRODUCER:
                roles.add(Role.PRODUCER)
            if membership.role is MemberRole.VERIFIER:
                roles.add(Role.VERIFIER)
            if membership.role is MemberRole.STEWARD:
                roles.add(Role.STEWARD)
        if self.authenticated.is_operator:
            roles.add(Role.OPERATOR)
        return frozenset(roles)

    @property
    def verifies_for(self) -> frozenset[str]:
        """The organisations that the caller verifies for; read with the token, so a role that was lost is not here."""
        memberships = self.authenticated.memberships if self.authenticated else ()
        return frozenset(each.organisation_id for each in memberships if each.role is MemberRole.VERIFIER)

    def is_member_of(self, organisation_id: str) -> bool:
        return self.authenticated is not None and any(
            membership.organisation_id == organisation_id for membership in self.authenticated.memberships
        )


NOBODY = Caller(None)


def _bearer(request: Request) -> str | None:
    header = request.headers.get("authorization")
    if header is None:
        return None
    kind, _, token = header.partition(" ")
    token = token.strip()
    if kind.lower() != "bearer" or not token.isascii() or not 0 < len(token) <= _LONGEST_TOKEN:
        raise Unauthenticated()
    return token


async def read_caller(request: Request) -> Caller:
    """Resolve the bearer token, if there is one, once for a request. A token that is not valid is refused, never
    treated as nobody."""
    known = getattr(request.state, "caller", None)
    if known is None:
        known = request.state.caller = await _resolve(request)
    return cast(Caller, known)


async def _resolve(request: Request) -> Caller:
    token = _bearer(request)
    if token is None:
        return NOBODY
    tools = tools_of(request)
    authenticated = await run_in_threadpool(_look_up, tools, token)
    if authenticated is None:
        raise Unauthenticated()
    return Caller(authenticated)


def _look_up(tools: Tools, token: str) -> Authenticated | None:
    with tools.database.transaction() as session:
        return authenticate(session, token=token, now=utc_now())


CallerDep = Annotated[Caller, Depends(read_caller)]


def _refuse_stale(caller: Caller, now: datetime) -> None:
    """Raises FreshSignInNeeded."""
    proved_at = caller.authenticated.authenticated_at if caller.authenticated else None
    if proved_at is None or now - proved_at >= _FRESH_FOR:
        raise FreshSignInNeeded(int(_FRESH_FOR.total_seconds() // 60))


def gate(policy: Policy, known_parameters: Set[str]) -> Callable[[Request], Awaitable[None]]:
    """The dependency that lets a route run only for callers whom the table allows. Its query may name
    `known_parameters`, which are complete before the first call. It depends on nothing itself: each dependency costs
    a request as much as a small statement."""

    async def check(request: Request) -> None:
        caller = await read_caller(request)
        begin_attempt(request, policy, caller.person_id)
        for parameter in request.query_params:
            if parameter not in known_parameters:
                raise UnknownParameter(parameter[:100], sorted(known_parameters))
        if not allowing_roles(caller.roles, policy):
            raise (Unauthenticated() if caller.authenticated is None else RoleNotAllowed())
        key_scopes = caller.authenticated.key_scopes if caller.authenticated else None
        if key_scopes is not None and scope_for(policy) not in key_scopes:
            raise ScopeMissing(scope_for(policy))
        if policy in STEP_UP:
            _refuse_stale(caller, utc_now())

    return check
