"""Where an order stands among the facts, with the proof."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.impact.facts import read_queries as queries
from market.impact.facts.merkle import inclusion_proof, root_of
from market.impact.facts.require_followed import require_followed
from market.impact.facts.rules import Day, Period, order_reference


@dataclass(frozen=True)
class Inclusion:
    """A line, its place among the lines of its day, and what leads from it to the day's root (`merkle.is_included`)."""

    line: str
    index: int
    day: Day
    proof: tuple[bytes, ...]


def inclusion_of(session: Session, order_id: str, *, as_of: int) -> list[Inclusion]:
    """Every fact of an order in the order of the books, as of an entry; none for an order that does not exist.

    Raises NotFollowed.
    """
    require_followed(session, as_of)
    found = []
    for placed in queries.list_facts_of_order(session, order_reference(order_id), as_of=as_of):
        day = Period.of_day(placed.on)
        of_day = queries.stream_leaves(session, day, as_of=as_of, organisation_ids=None, network_id=None)
        leaves = [leaf for _, leaf in of_day]
        day_of = Day(placed.on, len(leaves), root_of(leaves))
        found.append(Inclusion(placed.line, placed.place, day_of, inclusion_proof(leaves, placed.place)))
    return found
