"""Leave a network, put a member out, decline, or take back what one asked."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks import queries
from certification.networks.accept_membership import steward_of
from certification.networks.errors import NetworkMembershipAnswered
from certification.withdraw_mandate import withdraw_mandates
from models.organisations import NetworkMembership


def end_membership(session: Session, *, membership_id: str, person_id: str, now: datetime) -> NetworkMembership:
    """Either side may, without the other. Mandates that the network handed on to the member end with it.

    Raises NoSuchNetworkMembership, NetworkMembershipAnswered for one that has ended.
    """
    queries.lock_graph(session)
    membership = steward_of(session, membership_id=membership_id, person_id=person_id)
    if membership.ended_at is not None:
        raise NetworkMembershipAnswered()
    membership.ended_at, membership.ended_by = now, person_id
    queries.write(session)
    handed_on = queries.list_handed_on(session, network_id=membership.network_id, member_id=membership.member_id)
    withdraw_mandates(session, handed_on, withdrawn_by=person_id, now=now)
    record_audit(
        session,
        action="network.leave",
        actor_id=person_id,
        object_id=membership.id,
        detail={
            "network": membership.network_id,
            "member": membership.member_id,
            "mandates": " ".join(handed_on),
        },
        now=now,
    )
    return membership
