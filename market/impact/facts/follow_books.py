"""Write the facts of the entries that have come since the last time, and add them to the sums and trees."""

from sqlalchemy.orm import Session

from market.impact.facts import follow_queries as queries
from market.impact.facts.grow_days import grow_days

# An entry is a few facts, or thousands when it is a payout.
_MOST_ENTRIES = 5000


def follow_books(session: Session, *, most: int = _MOST_ENTRIES) -> int | None:
    """Follow the books by at most `most` entries; up to which entry, or None when there is nothing more to follow.

    Facts, sums, trees and the mark up to where they reach are written by this one transaction or not at all; whoever
    follows at the same time waits for it. Entries that others may still be writing are left for the next time.
    """
    after = queries.lock_watermark(session)
    settled = queries.find_settled_entry(session)
    upto = queries.find_next_stop(session, after=after, settled=settled, most=most)
    if upto is None:
        return None
    queries.write_facts(session, after=after, upto=upto)
    queries.add_up_facts(session, after=after, upto=upto)
    grow_days(session, after=after, upto=upto)
    queries.move_watermark(session, upto)
    return upto


def catch_up(session: Session) -> int:
    """Follow the books up to now, inside this transaction; up to which entry facts are written."""
    while follow_books(session) is not None:
        pass
    return queries.find_watermark(session)
