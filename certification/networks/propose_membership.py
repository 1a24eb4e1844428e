"""A network asks an organisation to join, or an organisation asks to be taken in."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks import queries
from certification.networks.errors import NetworkCircle, NetworkMembershipExists, NoSuchNetwork
from models.organisations import NetworkMembership


def propose_membership(
    session: Session, *, network_id: str, member_id: str, person_id: str, now: datetime
) -> NetworkMembership:
    """Whoever is a steward of the network invites; a steward of the member alone applies. Nothing holds until the other
    side accepts. Raises NoSuchNetwork, NetworkMembershipExists, NetworkCircle."""
    is_invitation = queries.is_steward(session, person_id=person_id, organisation_id=network_id)
    if not is_invitation and not queries.is_steward(session, person_id=person_id, organisation_id=member_id):
        raise NoSuchNetwork()
    if not (queries.can_belong(session, network_id) and queries.can_belong(session, member_id)):
        raise NoSuchNetwork()
    queries.lock_graph(session)
    if queries.is_below(session, network_id, above=member_id):
        raise NetworkCircle()
    if queries.find_open(session, network_id=network_id, member_id=member_id) is not None:
        raise NetworkMembershipExists()
    membership = NetworkMembership(
        network_id=network_id,
        member_id=member_id,
        proposed_by=person_id,
        is_invitation=is_invitation,
        created_at=now,
    )
    queries.insert(session, membership)
    record_audit(
        session,
        action="network.invite" if is_invitation else "network.apply",
        actor_id=person_id,
        object_id=membership.id,
        detail={"network": network_id, "member": member_id},
        now=now,
    )
    return membership
