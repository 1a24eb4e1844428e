"""Another secret for a webhook; for a while both sign."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.webhooks.reach import Reach
from market.webhooks.signing import secret_of


def rotate_secret(
    session: Session, webhook_id: str, *, overlap: timedelta, reach: Reach, secret_key: str, now: datetime
) -> str:
    """The new secret, shown this once. The one before it signs beside it for `overlap`, any older one no more.

    Raises NoSuchWebhook.
    """
    endpoint = reach.lock_own(session, webhook_id)
    endpoint.generation += 1
    endpoint.previous_until = now + overlap if overlap else None
    session.flush()
    record_audit(
        session,
        action="webhook.rotate",
        actor_id=reach.person_id,
        object_id=endpoint.id,
        detail={"overlap_hours": str(overlap // timedelta(hours=1))},
        now=now,
    )
    return secret_of(endpoint.id, endpoint.generation, secret_key=secret_key)
