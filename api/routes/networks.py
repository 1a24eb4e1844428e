"""Who belongs to which network, and who may verify what."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.idempotency import IdempotentDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.networks import (
    DelegationIn,
    MandateIn,
    MandateOut,
    MandatesOut,
    NamedNetworkMembershipOut,
    NetworkMembershipIn,
    NetworkMembershipOut,
    NetworkMembershipsOut,
    WithdrawnOut,
)
from certification.grant_mandate import grant_mandate
from certification.networks import queries
from certification.networks.accept_membership import accept_membership
from certification.networks.delegate_mandate import delegate_mandate
from certification.networks.end_membership import end_membership
from certification.networks.propose_membership import propose_membership
from certification.networks.take_mandate_back import take_mandate_back
from certification.withdraw_mandate import withdraw_mandate
from market.accounts.errors import NoSuchOrganisation

routes = Routes(prefix="/v1", tags=["certification"])


@routes.get("/organisations/{organisation_id}/network-memberships", policy=(Resource.NETWORK_MEMBERSHIP, Action.LIST))
def list_memberships(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep) -> NetworkMembershipsOut:
    """Whom your organisation belongs to and who belongs to it, newest first, also what ended or waits for an answer."""
    wanted = expect_id("org", organisation_id)
    if not caller.is_member_of(wanted):
        raise NoSuchOrganisation()
    with database.reading() as session:
        facts = queries.list_memberships(session, wanted)
    return NetworkMembershipsOut(data=[NamedNetworkMembershipOut.of(fact) for fact in facts])


@routes.post(
    "/network-memberships",
    policy=(Resource.NETWORK_MEMBERSHIP, Action.CREATE),
    status_code=201,
    response_model=NetworkMembershipOut,
)
def propose(
    body: NetworkMembershipIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep, now: Now
) -> Response:
    """Invite an organisation into your network, or ask to be taken in. It holds when the other side accepts."""
    assert caller.person_id is not None
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        membership = propose_membership(
            session, network_id=body.network_id, member_id=body.member_id, person_id=caller.person_id, now=now
        )
        return idempotent.answer(session, 201, NetworkMembershipOut.model_validate(membership))


@routes.post("/network-memberships/{membership_id}/accept", policy=(Resource.NETWORK_MEMBERSHIP, Action.UPDATE))
def accept(membership_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> NetworkMembershipOut:
    """Say yes to what the other side asked."""
    assert caller.person_id is not None
    wanted = expect_id("nmb", membership_id)
    with database.transaction() as session:
        membership = accept_membership(session, membership_id=wanted, person_id=caller.person_id, now=now)
        return NetworkMembershipOut.model_validate(membership)


@routes.post("/network-memberships/{membership_id}/end", policy=(Resource.NETWORK_MEMBERSHIP, Action.UPDATE))
def end(membership_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> NetworkMembershipOut:
    """Leave, put a member out, decline, or take back what you asked. Mandates handed on along it end with it."""
    assert caller.person_id is not None
    wanted = expect_id("nmb", membership_id)
    with database.transaction() as session:
        membership = end_membership(session, membership_id=wanted, person_id=caller.person_id, now=now)
        return NetworkMembershipOut.model_validate(membership)


@routes.get("/organisations/{organisation_id}/mandates", policy=(Resource.MANDATE, Action.READ))
def list_mandates(organisation_id: IdPath, database: DatabaseDep) -> MandatesOut:
    """What a federation may verify, and could, newest first. Everybody may know."""
    with database.reading() as session:
        found = queries.list_mandates(session, expect_id("org", organisation_id))
    return MandatesOut(data=[MandateOut.of(mandate) for mandate in found])


@routes.post("/mandates", policy=(Resource.MANDATE, Action.CREATE), status_code=201, response_model=MandateOut)
def grant(body: MandateIn, caller: CallerDep, database: DatabaseDep, idempotent: IdempotentDep, now: Now) -> Response:
    """Let a federation verify a scheme's certificates."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        mandate = grant_mandate(
            session,
            federation_id=body.federation_id,
            scheme=body.scheme,
            countries=body.countries,
            categories=body.categories,
            granted_by=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, MandateOut.of(mandate))


@routes.post(
    "/mandates/{mandate_id}/delegations",
    policy=(Resource.MANDATE, Action.UPDATE),
    status_code=201,
    response_model=MandateOut,
)
def delegate(
    mandate_id: IdPath,
    body: DelegationIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Hand a mandate on to a member of your network, for what it is for, or less."""
    assert caller.person_id is not None
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        mandate = delegate_mandate(
            session,
            mandate_id=expect_id("man", mandate_id),
            federation_id=body.federation_id,
            countries=body.countries,
            categories=body.categories,
            person_id=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, MandateOut.of(mandate))


@routes.post("/mandates/{mandate_id}/withdraw", policy=(Resource.MANDATE, Action.DELETE))
def withdraw(mandate_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> WithdrawnOut:
    """End a mandate and all that was handed on from it: an operator any, a steward one that their network handed on."""
    assert caller.person_id is not None
    wanted = expect_id("man", mandate_id)
    with database.transaction() as session:
        if caller.is_operator:
            ended = withdraw_mandate(session, mandate_id=wanted, withdrawn_by=caller.person_id, now=now)
        else:
            ended = take_mandate_back(session, mandate_id=wanted, person_id=caller.person_id, now=now)
    return WithdrawnOut(ended=sorted(ended))
