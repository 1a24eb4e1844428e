"""SQL of the files that imports were read from: whose time is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# The same file may have been brought several times: it stays for as long as any of them needs it.
_OLD = text(
    """
    select file_path from catalog_import where file_path <> ''
    group by file_path
    having max(coalesce(ended_at, moved_at)) < :before and bool_and(state not in ('queued', 'running'))
    order by file_path limit :limit
    """
)
_GONE = text(
    """
    update catalog_import
    set file_path = '', state = case state when 'unmapped' then 'cancelled' else state end,
        ended_at = coalesce(ended_at, :now)
    where file_path = any(:paths) and coalesce(ended_at, moved_at) < :before and state not in ('queued', 'running')
    """
)


def list_old_files(session: Session, *, before: datetime, limit: int) -> list[str]:
    """Files of imports that all ended, or were last touched, before this moment."""
    return list(session.execute(_OLD, {"before": before, "limit": limit}).scalars())


def mark_files_gone(session: Session, paths: Sequence[str], *, before: datetime, now: datetime) -> None:
    """Keep of these imports only what they tell; what nobody ever mapped is called off."""
    session.execute(_GONE, {"paths": list(paths), "before": before, "now": now})
