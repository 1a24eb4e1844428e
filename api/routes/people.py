"""People and what they may do, for operators: found, locked out, let in, given roles by two, taken them from by one."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request

from api.attempts import describe_attempt
from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import STORABLE
from api.schemas.people import LockIn, PersonDetailOut, PersonOut, RoleDecisionOut, RoleIn, RoleProposalOut
from kit.database import Session
from market.accounts.people import queries
from market.accounts.people.decide_role import confirm_role, decline_role
from market.accounts.people.errors import NoSuchPerson
from market.accounts.people.lock_person import lock_person, unlock_person
from market.accounts.people.propose_role import propose_role
from market.accounts.people.queries import Which
from market.accounts.people.withdraw_role import withdraw_role
from market.accounts.queries import list_keys, list_memberships, list_sessions

routes = Routes(prefix="/v1", tags=["people"])

WantedQuery = Annotated[str, Query(max_length=100, description="A piece of the name or e-mail, or the id"), STORABLE]


@routes.get("/people", policy=(Resource.PERSON, Action.LIST))
def list_all(
    database: DatabaseDep, settings: SettingsDep, page: PageQuery, q: WantedQuery = "", which: Which = Which.ALL
) -> Page[PersonOut]:
    """Who has an account, newest first."""
    asked = IdList(settings, f"people/{which}/{q}", page)
    with database.reading() as session:
        rows = queries.list_people(session, q, which=which, before=asked.before, limit=asked.limit)
    return asked.answer(rows, PersonOut.of)


@routes.get("/people/{person_id}", policy=(Resource.PERSON, Action.READ))
def read(person_id: IdPath, database: DatabaseDep, now: Now) -> PersonDetailOut:
    """One of them: what they are where, where they are signed in, and their keys."""
    with database.reading() as session:
        return _detail(session, expect_id("usr", person_id), now)


@routes.post("/people/{person_id}/lock", policy=(Resource.PERSON, Action.DECIDE))
def lock(
    request: Request, person_id: IdPath, body: LockIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PersonDetailOut:
    """Lock somebody out: every session, key and link of theirs ends at once. Never the last operator."""
    describe_attempt(request, decision="lock", reason=body.reason)
    wanted = expect_id("usr", person_id)
    with database.transaction() as session:
        lock_person(session, wanted, reason=body.reason, operator_id=caller.require_person(), now=now)
        return _detail(session, wanted, now)


@routes.post("/people/{person_id}/unlock", policy=(Resource.PERSON, Action.DECIDE))
def unlock(
    request: Request, person_id: IdPath, body: LockIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PersonDetailOut:
    """Let somebody sign in again."""
    describe_attempt(request, decision="unlock", reason=body.reason)
    wanted = expect_id("usr", person_id)
    with database.transaction() as session:
        unlock_person(session, wanted, reason=body.reason, operator_id=caller.require_person(), now=now)
        return _detail(session, wanted, now)


@routes.post("/people/{person_id}/role-proposals", policy=(Resource.PERSON, Action.DECIDE), status_code=201)
def propose(
    request: Request, person_id: IdPath, body: RoleIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> RoleDecisionOut:
    """Propose a role for somebody. It is theirs once another operator agrees."""
    describe_attempt(request, decision="propose", role=body.role, reason=body.reason)
    wanted = body.wanted(expect_id("usr", person_id))
    with database.transaction() as session:
        made = propose_role(session, wanted, reason=body.reason, operator_id=caller.require_person(), now=now)
        return RoleDecisionOut.model_validate(made)


@routes.post("/people/{person_id}/roles/withdraw", policy=(Resource.PERSON, Action.DECIDE))
def withdraw(
    request: Request, person_id: IdPath, body: RoleIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PersonDetailOut:
    """Take a role from somebody, from their next request on. Never the last operator's."""
    describe_attempt(request, decision="withdraw", role=body.role, reason=body.reason)
    wanted = body.wanted(expect_id("usr", person_id))
    with database.transaction() as session:
        withdraw_role(session, wanted, reason=body.reason, operator_id=caller.require_person(), now=now)
        return _detail(session, wanted.person_id, now)


@routes.get("/role-proposals", policy=(Resource.PERSON, Action.LIST))
def list_proposals(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[RoleProposalOut]:
    """Roles that wait for another operator's word."""
    asked = IdList(settings, "role_proposals", page)
    with database.reading() as session:
        rows = queries.list_proposals(session, before=asked.before, limit=asked.limit)
    return asked.answer(rows, RoleProposalOut.of)


@routes.post("/role-proposals/{proposal_id}/confirm", policy=(Resource.PERSON, Action.DECIDE))
def confirm(
    request: Request, proposal_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now
) -> RoleDecisionOut:
    """Agree, as another operator than who proposed it and than whom it is for."""
    describe_attempt(request, decision="confirm")
    wanted = expect_id("rop", proposal_id)
    with database.transaction() as session:
        decided = confirm_role(session, wanted, operator_id=caller.require_person(), now=now)
        return RoleDecisionOut.model_validate(decided)


@routes.post("/role-proposals/{proposal_id}/decline", policy=(Resource.PERSON, Action.DECIDE))
def decline(
    request: Request, proposal_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now
) -> RoleDecisionOut:
    """Say no, or take one's own proposal back."""
    describe_attempt(request, decision="decline")
    wanted = expect_id("rop", proposal_id)
    with database.transaction() as session:
        decided = decline_role(session, wanted, operator_id=caller.require_person(), now=now)
        return RoleDecisionOut.model_validate(decided)


def _detail(session: Session, person_id: str, now: datetime) -> PersonDetailOut:
    person = queries.find_person(session, person_id)
    if person is None:
        raise NoSuchPerson()
    return PersonDetailOut.of(
        person,
        list_memberships(session, person_id=person_id),
        list_sessions(session, person_id=person_id, now=now),
        list_keys(session, person_id=person_id),
    )
