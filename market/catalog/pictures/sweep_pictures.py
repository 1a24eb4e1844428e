"""Find pictures that a lost task or a dead worker left, and faces whose consent has ended or is given again."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from market.catalog.pictures import making_queries, queries
from market.catalog.pictures.rules import LOST_AFTER
from models.enums import TaskName

_AT_ONCE = 500


def sweep_pictures(session: Session, *, now: datetime) -> int:
    """Ask for what is due, and let each product show the first picture that it may; how many of both."""
    lost = making_queries.take_lost(session, now=now, until=now + LOST_AFTER, limit=_AT_ONCE)
    request_tasks(session, TaskName.MAKE_PICTURE, argument="media_id", values=lost, now=now)
    return len(lost) + queries.show_faces(session, queries.list_agreed_products(session), now=now)
