"""Follow the books to their end."""

from kit.database import Database
from market.impact.facts.follow_books import follow_books


def keep_up(database: Database) -> int | None:
    """Write the facts of all entries that are settled; the last of them, or None when there was nothing new.

    A transaction for each batch: what is followed stays followed, whatever becomes of the next.
    """
    upto: int | None = None
    while True:
        with database.transaction() as session:
            reached = follow_books(session)
        if reached is None:
            return upto
        upto = reached
