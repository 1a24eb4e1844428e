"""The sums of a period, from what is kept."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.impact.facts import read_queries as queries
from market.impact.facts.require_followed import require_followed
from market.impact.facts.rules import Period, Sum, sort_key


def list_sums(
    session: Session,
    period: Period,
    *,
    as_of: int,
    currency: str,
    organisation_ids: Sequence[str] | None = None,
    network_id: str | None = None,
) -> list[Sum]:
    """What the facts of the period come to in one currency, of everybody or of these organisations, with `network_id`
    only of the days on which they belonged to it; equal to `sums_of` over these facts.

    `as_of` is the last entry that counts: what came later is taken off, so the answer for it is the same for ever.
    Raises NotFollowed.
    """
    require_followed(session, as_of)
    found = queries.list_sums(
        session, period, as_of=as_of, currency=currency, organisation_ids=organisation_ids, network_id=network_id
    )
    return sorted(found, key=sort_key)
