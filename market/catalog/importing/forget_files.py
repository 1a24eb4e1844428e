"""Take old files of imports out of the store. Their reports stay."""

from datetime import datetime

from gateways.files import Files
from kit.database import Database
from market.catalog.importing.file_queries import list_old_files, mark_files_gone

_AT_ONCE = 100


def forget_files(database: Database, files: Files, *, before: datetime, now: datetime) -> int:
    """Remove each file of imports that ended before this moment; how many.

    First the file, then the mark: whoever dies in between is followed by the next one. A file that somebody brings
    again meanwhile stays, since it was stored anew.
    """
    count = 0
    while True:
        with database.reading() as session:
            paths = list_old_files(session, before=before, limit=_AT_ONCE)
        if not paths:
            return count
        for path in paths:
            files.remove(path, stored_before=before)
        with database.transaction() as session:
            mark_files_gone(session, paths, before=before, now=now)
        count += len(paths)
