"""Come back to what is due: attempts that are to be made again, and those whose task was lost."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.webhooks import sending_queries as queries
from models.enums import TaskName


def sweep_deliveries(session: Session, *, now: datetime) -> int:
    """Ask for a turn for each endpoint that something is due for; how many."""
    due = queries.list_endpoints_due(session, now)
    request_tasks(session, TaskName.SEND_WEBHOOKS, argument="endpoint_id", values=due, now=now)
    return len(due)
