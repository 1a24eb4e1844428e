"""Be told when few are left."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.catalog.errors import NoSuchVariant
from market.catalog.tools import preview_queries, watch_queries


def watch_stock(
    session: Session, *, producer_id: str, variant_id: str | None, threshold: int | None, now: datetime
) -> None:
    """Set the threshold of a variant, or of all that have none of their own; None takes it away.

    What is at or below it already is told at once. Raises NoSuchVariant, also for another producer's.
    """
    if variant_id is not None and preview_queries.find_maker(session, variant_id) != producer_id:
        raise NoSuchVariant()
    if threshold is None:
        watch_queries.drop_watch(session, producer_id=producer_id, variant_id=variant_id)
    else:
        watch_queries.set_watch(
            session,
            id_=new_id("swt"),
            producer_id=producer_id,
            variant_id=variant_id,
            threshold=threshold,
            now=now,
        )
    watch_queries.review_stock(session, producer_id=producer_id, variant_id=variant_id)
