"""The producer or the hub ends a grant."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.accounts.hubs.accept_grant import steward_of
from market.accounts.hubs.errors import HubGrantAnswered
from models.hubs import HubGrant


def end_grant(session: Session, *, grant_id: str, person_id: str, now: datetime) -> HubGrant:
    """Either side may, without the other; before it was accepted, this declines it or takes it back.

    Nothing is offered under it from now on. Orders and parcels stay where they are. Raises NoSuchHubGrant unless the
    person is a steward of one side, HubGrantAnswered when it has ended.
    """
    grant = steward_of(session, grant_id=grant_id, person_id=person_id)
    if grant.ended_at is not None:
        raise HubGrantAnswered()
    grant.ended_at, grant.ended_by = now, person_id
    session.flush()
    record_audit(
        session,
        action="hub.end",
        actor_id=person_id,
        object_id=grant.id,
        detail={"producer": grant.producer_id, "hub": grant.hub_id},
        now=now,
    )
    return grant
