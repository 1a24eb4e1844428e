"""The other side's consent."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks import queries
from certification.networks.errors import NetworkCircle, NetworkMembershipAnswered, NoSuchNetworkMembership
from models.organisations import NetworkMembership


def accept_membership(session: Session, *, membership_id: str, person_id: str, now: datetime) -> NetworkMembership:
    """From now on the member belongs to the network.

    Raises NoSuchNetworkMembership unless the person is a steward of one side, NetworkMembershipAnswered for the side
    that asked and for what was answered or ended, NetworkCircle when others have joined meanwhile.
    """
    queries.lock_graph(session)
    membership = steward_of(session, membership_id=membership_id, person_id=person_id)
    asked = membership.member_id if membership.is_invitation else membership.network_id
    answers = queries.is_steward(session, person_id=person_id, organisation_id=asked)
    if not answers or membership.accepted_at is not None or membership.ended_at is not None:
        raise NetworkMembershipAnswered()
    if queries.is_below(session, membership.network_id, above=membership.member_id):
        raise NetworkCircle()
    membership.accepted_at, membership.accepted_by = now, person_id
    queries.write(session)
    record_audit(
        session,
        action="network.accept",
        actor_id=person_id,
        object_id=membership.id,
        detail={"network": membership.network_id, "member": membership.member_id},
        now=now,
    )
    return membership


def steward_of(session: Session, *, membership_id: str, person_id: str) -> NetworkMembership:
    """The membership, locked, for a steward of either side. Raises NoSuchNetworkMembership."""
    membership = queries.lock_membership(session, membership_id)
    if membership is None or not any(
        queries.is_steward(session, person_id=person_id, organisation_id=side)
        for side in (membership.network_id, membership.member_id)
    ):
        raise NoSuchNetworkMembership()
    return membership
