"""Who may act for an organisation: the list, invitations by link, roles."""

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.ownership import own_organisation
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.members import (
    InvitationIn,
    InvitationMadeOut,
    InvitationOut,
    JoinedOut,
    MemberOut,
    MembersOut,
    RoleIn,
    TokenIn,
)
from certification.networks.queries import is_steward
from market.accounts.members import queries
from market.accounts.members.accept_invitation import accept_invitation, read_invitation
from market.accounts.members.change_role import change_role
from market.accounts.members.invite import invite
from market.accounts.members.take_off import take_off
from market.accounts.members.withdraw_invitation import withdraw_invitation

routes = Routes(prefix="/v1", tags=["members"])

_MOST_SHOWN = 500
_MEMBER = "/organisations/{organisation_id}/members/{person_id}"


@routes.get("/organisations/{organisation_id}/members", policy=(Resource.MEMBER, Action.LIST))
def list_members(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> MembersOut:
    """Everybody who may act for your organisation now, the longest first, 500 at most; for stewards also who is asked
    in."""
    assert caller.person_id is not None
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        members = queries.list_members(session, wanted, limit=_MOST_SHOWN)
        may_manage = is_steward(session, person_id=caller.person_id, organisation_id=wanted)
        invitations = queries.list_open(session, wanted, now=now) if may_manage else ()
    return MembersOut(
        data=[MemberOut.of(one, caller.person_id) for one in members],
        may_manage=may_manage,
        invitations=[InvitationOut.of(one) for one in invitations],
    )


@routes.post(
    "/organisations/{organisation_id}/invitations", policy=(Resource.MEMBER_INVITATION, Action.CREATE), status_code=201
)
def make_invitation(
    organisation_id: IdPath,
    body: InvitationIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> InvitationMadeOut:
    """As a steward, make a link by which one person joins within a week. Whoever has it can: send it to them alone."""
    assert caller.person_id is not None
    wanted = own_organisation(caller, organisation_id)
    with database.transaction() as session:
        made = invite(
            session, organisation_id=wanted, role=body.role, name=body.name, person_id=caller.person_id, now=now
        )
    link = f"{settings.storefront_url}/join?token={made.secret}"
    return InvitationMadeOut(id=made.id, link=link, expires_at=made.expires_at)


@routes.post(
    "/member-invitations/{invitation_id}/withdraw", policy=(Resource.MEMBER_INVITATION, Action.UPDATE), status_code=204
)
def withdraw(invitation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """As a steward, take a link back that nobody has used."""
    assert caller.person_id is not None
    wanted = expect_id("inv", invitation_id)
    with database.transaction() as session:
        withdraw_invitation(session, invitation_id=wanted, person_id=caller.person_id, now=now)


@routes.post("/member-invitations/read", policy=(Resource.MEMBER_INVITATION, Action.READ))
def read(body: TokenIn, database: DatabaseDep, now: Now) -> InvitationOut:
    """What a link offers, before one says yes."""
    with database.reading() as session:
        return InvitationOut.of(read_invitation(session, token=body.token, now=now))


@routes.post("/member-invitations/accept", policy=(Resource.MEMBER_INVITATION, Action.RECEIVE))
def accept(body: TokenIn, caller: CallerDep, database: DatabaseDep, now: Now) -> JoinedOut:
    """Join by a link, with one's own account. It is used up then."""
    assert caller.person_id is not None
    with database.transaction() as session:
        joined = accept_invitation(session, token=body.token, person_id=caller.person_id, now=now)
    return JoinedOut(organisation_id=joined)


@routes.put(_MEMBER, policy=(Resource.MEMBER, Action.UPDATE), status_code=204)
def set_role(
    organisation_id: IdPath, person_id: IdPath, body: RoleIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> None:
    """As a steward, make somebody a steward or a member. The last steward stays one."""
    assert caller.person_id is not None
    wanted, member_id = own_organisation(caller, organisation_id), expect_id("usr", person_id)
    with database.transaction() as session:
        change_role(
            session,
            organisation_id=wanted,
            member_id=member_id,
            role=body.role,
            person_id=caller.person_id,
            now=now,
        )


@routes.delete(_MEMBER, policy=(Resource.MEMBER, Action.DELETE), status_code=204)
def end(organisation_id: IdPath, person_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Take somebody off, as a steward, or leave: from the next request on they can do nothing for the organisation.
    The last steward cannot go."""
    assert caller.person_id is not None
    wanted, member_id = own_organisation(caller, organisation_id), expect_id("usr", person_id)
    with database.transaction() as session:
        take_off(session, organisation_id=wanted, member_id=member_id, person_id=caller.person_id, now=now)
