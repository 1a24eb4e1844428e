"""Try refused pictures once more, after what refused them was mended."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.catalog.pictures import making_queries
from market.catalog.pictures.rules import LOST_AFTER
from models.enums import TaskName


def retry_pictures(session: Session, *, media_id: str | None, now: datetime) -> int:
    """Queue one refused picture, or all when there is no id; how many. Those with an address no fetch can reach too."""
    queued = making_queries.queue_refused(session, media_id=media_id, until=now + LOST_AFTER)
    request_tasks(session, TaskName.MAKE_PICTURE, argument="media_id", values=queued, now=now)
    return len(queued)
