"""Ask again for statements whose request was lost with the broker."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.payouts.statements import queries
from models.enums import TaskName

_PATIENCE = timedelta(minutes=1)
_LOOKS_BACK = timedelta(days=7)


def sweep_statements(session: Session, *, now: datetime) -> int:
    """Request the statement of each producer's week in which money arrived, or came back, or never left, and no
    statement tells of it; how many."""
    untold = queries.list_untold(session, since=now - _LOOKS_BACK, before=now - _PATIENCE)
    for organisation_id, period in untold:
        request_task(
            session,
            TaskName.BUILD_PRODUCER_STATEMENTS,
            key=f"{organisation_id}:{period}",
            now=now,
            organisation_id=organisation_id,
            period=period,
        )
    return len(untold)
