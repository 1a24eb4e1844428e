"""Append facts to the trees of their days. They come in the order of the books, so each belongs at the end."""

from itertools import groupby

from sqlalchemy.orm import Session

from market.impact.facts import follow_queries as queries
from market.impact.facts.follow_queries import GrownDay
from market.impact.facts.merkle import Growing


def grow_days(session: Session, *, after: int, upto: int) -> None:
    """Put the facts of the entries in (after, upto] into their days' trees."""
    leaves = {
        day: list(found)
        for day, found in groupby(queries.list_leaves(session, after=after, upto=upto), key=lambda leaf: leaf.on)
    }
    so_far = queries.list_peaks(session, list(leaves))
    grown = []
    for day, found in leaves.items():
        tree = Growing(*so_far.get(day, (0, ())))
        for leaf in found:
            tree.add(leaf.hash)
        grown.append(GrownDay(day, tree.size, found[-1].entry, tree.root(), tree.peaks))
    queries.put_days(session, grown)
