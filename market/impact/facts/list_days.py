"""The days of a period with the roots of their trees."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from market.impact.facts import read_queries as queries
from market.impact.facts.merkle import Growing
from market.impact.facts.require_followed import require_followed
from market.impact.facts.rules import Day, Period


def list_days(
    session: Session,
    period: Period,
    *,
    as_of: int,
    organisation_ids: Sequence[str] | None = None,
    network_id: str | None = None,
) -> list[Day]:
    """Every day of the period that has facts, in order, as of an entry of the books; with `organisation_ids`, the trees
    of the lines of these organisations alone, with `network_id` only of the days on which they belonged to it.

    Roots are kept; one is made again for a day to which facts were added after `as_of`. Raises NotFollowed.
    """
    require_followed(session, as_of)
    if organisation_ids is not None or network_id is not None:
        return _days_from_leaves(session, period, as_of, organisation_ids, network_id)
    days = []
    for kept in queries.list_kept_days(session, period, as_of=as_of):
        if kept.is_whole:
            days.append(Day(kept.on, kept.facts, kept.root))
        else:
            days += _days_from_leaves(session, Period.of_day(kept.on), as_of, None, None)
    return days


def _days_from_leaves(
    session: Session, period: Period, as_of: int, organisation_ids: Sequence[str] | None, network_id: str | None
) -> list[Day]:
    days = []
    leaves = queries.stream_leaves(
        session, period, as_of=as_of, organisation_ids=organisation_ids, network_id=network_id
    )
    for on, found in groupby(leaves, key=lambda leaf: leaf[0]):
        tree = Growing()
        for _, leaf in found:
            tree.add(leaf)
        days.append(Day(on, tree.size, tree.root()))
    return days
