"""What the facts of a statement come to, and the roots of their days: from what is kept, or from the lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.facts.list_days import list_days
from market.impact.facts.list_sums import list_sums
from market.impact.facts.merkle import Growing, leaf_hash
from market.impact.facts.rules import Day, Fact, Sum, read_fact, sums_of
from market.impact.reach import Reach, stream_reach


@dataclass(frozen=True)
class AddedUp:
    """Sums in every currency; `producers` are those that sales in the statement's currency name."""

    sums: list[Sum]
    days: list[Day]
    producers: int


def add_up(session: Session, reach: Reach, *, as_of: int, currency: str) -> AddedUp:
    """The same for the same entry of the books, whenever it is asked. Raises NotFollowed."""
    if reach.order_refs is not None:
        return _add_up_lines(stream_reach(session, reach, as_of=as_of), currency)
    period, ids, network = reach.period, reach.organisation_ids, reach.network_id
    sums = [
        one
        for code in queries.list_currencies(session)
        for one in list_sums(session, period, as_of=as_of, currency=code, organisation_ids=ids, network_id=network)
    ]
    return AddedUp(
        sums,
        list_days(session, period, as_of=as_of, organisation_ids=ids, network_id=network),
        queries.count_producers(
            session, period, as_of=as_of, currency=currency, organisation_ids=ids, network_id=network
        ),
    )


@dataclass
class _Lines:
    """What is learnt while the lines go by; none of them is kept."""

    currency: str
    trees: dict[date, Growing] = field(default_factory=dict)
    producers: set[str] = field(default_factory=set)

    def facts(self, lines: Iterator[str]) -> Iterator[Fact]:
        for line in lines:
            fact = read_fact(line)
            self.trees.setdefault(fact.on, Growing()).add(leaf_hash(line.encode()))
            if fact.kind == "sale" and fact.currency == self.currency and not fact.group.is_pooled:
                self.producers.add(fact.producer)
            yield fact


def _add_up_lines(lines: Iterator[str], currency: str) -> AddedUp:
    seen = _Lines(currency)
    sums = sums_of(seen.facts(lines))
    days = [Day(on, tree.size, tree.root()) for on, tree in seen.trees.items()]
    return AddedUp(sums, days, len(seen.producers))
