"""What a federation has to look at, inside its mandates."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from certification import queries as rows
from certification.queue import queries
from certification.queue.facts import WORK, Place, QueueFilter, QueueSummary, Waiting
from certification.rules import covering_mandate, is_in_force

_BATCH = 100
# Whoever reads all of it asks less often.
_LARGE_BATCH = 2000


def read_queue(
    session: Session, wanted: QueueFilter, *, federation_id: str, after: Place | None, limit: int, now: datetime
) -> list[Waiting]:
    """At most `limit` lines of one view, after a place in it."""
    return list(islice(_in_charge_of(session, wanted, federation_id, after, now), limit))


def summarise_queue(session: Session, *, federation_id: str, within_days: int, now: datetime) -> QueueSummary:
    """Count the work, view by view, whatever its lines' scheme and country."""
    found = {
        view: list(_in_charge_of(session, QueueFilter(view, within_days), federation_id, None, now, batch=_LARGE_BATCH))
        for view in WORK
    }
    lines = [line for view in found.values() for line in view]
    return QueueSummary(
        counts={view: len(waiting) for view, waiting in found.items()},
        schemes=sorted({(line.scheme_code, line.scheme_name) for line in lines}, key=lambda scheme: scheme[1]),
        countries=sorted({line.holder.country for line in lines}),
    )


def _in_charge_of(
    session: Session,
    wanted: QueueFilter,
    federation_id: str,
    after: Place | None,
    now: datetime,
    *,
    batch: int = _BATCH,
) -> Iterator[Waiting]:
    """All of it, batch by batch: the scheme is asked in SQL, the rest of the mandate is one rule in one place."""
    mandates = [
        mandate for mandate in rows.list_mandates(session, federation_ids=[federation_id]) if is_in_force(mandate, now)
    ]
    schemes = sorted({mandate.scheme_id for mandate in mandates})
    while True:
        lines = queries.list_lines(
            session,
            wanted,
            federation_id=federation_id,
            scheme_ids=schemes,
            after=after,
            limit=batch,
            now=now,
        )
        reaches = rows.list_reaches(session, [line.id for line in lines])
        for line in lines:
            if covering_mandate(mandates, reaches[line.id], now):
                yield line
        if len(lines) < batch:
            return
        after = lines[-1].place
