"""The lines of a period, one after the other."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from market.impact.facts import read_queries as queries
from market.impact.facts.require_followed import require_followed
from market.impact.facts.rules import Period


def stream_lines(
    session: Session,
    period: Period,
    *,
    as_of: int,
    organisation_ids: Sequence[str] | None = None,
    network_id: str | None = None,
) -> Iterator[str]:
    """The canonical lines of the period's facts, by day and in the order of the books, as of an entry; of everybody or
    of these organisations, with `network_id` only of the days on which they belonged to it. Never more than a thousand
    are in memory. Raises NotFollowed, before the first line.
    """
    require_followed(session, as_of)
    return queries.stream_lines(session, period, as_of=as_of, organisation_ids=organisation_ids, network_id=network_id)
