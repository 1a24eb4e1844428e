"""The hub's consent."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.accounts.hubs import queries
from market.accounts.hubs.errors import HubGrantAnswered, NoSuchHubGrant
from models.hubs import HubGrant


def accept_grant(session: Session, *, grant_id: str, person_id: str, now: datetime) -> HubGrant:
    """From now on, or from the day it names, the hub offers the products.

    Raises NoSuchHubGrant unless the person is a steward of one side, HubGrantAnswered for the producer's, and for what
    was answered or is over.
    """
    grant = steward_of(session, grant_id=grant_id, person_id=person_id)
    answers = is_steward(session, person_id=person_id, organisation_id=grant.hub_id)
    is_over = grant.ended_at is not None or (grant.valid_to is not None and grant.valid_to <= now)
    if not answers or is_over or grant.accepted_at is not None:
        raise HubGrantAnswered()
    grant.accepted_at, grant.accepted_by = now, person_id
    session.flush()
    record_audit(
        session,
        action="hub.accept",
        actor_id=person_id,
        object_id=grant.id,
        detail={"producer": grant.producer_id, "hub": grant.hub_id},
        now=now,
    )
    return grant


def steward_of(session: Session, *, grant_id: str, person_id: str) -> HubGrant:
    """The grant, locked, for a steward of either side. Raises NoSuchHubGrant."""
    grant = queries.lock_grant(session, grant_id)
    if grant is None or not any(
        is_steward(session, person_id=person_id, organisation_id=side) for side in (grant.producer_id, grant.hub_id)
    ):
        raise NoSuchHubGrant()
    return grant
