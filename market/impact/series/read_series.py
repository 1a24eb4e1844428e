"""The series of a published statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.impact.facts.errors import NotFollowed
from market.impact.facts.list_sums import list_sums
from market.impact.facts.require_followed import require_followed
from market.impact.facts.rules import SMALLEST_CELL, Sum, read_fact, sums_of
from market.impact.forms.reading import Reading
from market.impact.networks import queries as networks
from market.impact.reach import Reach, reach_of, stream_reach
from market.impact.series.errors import SeriesNotReady
from market.impact.series.queries import Asked, list_received, list_received_in_network
from market.impact.series.rules import Income, Link, Received, flows_of, incomes_of, months_of
from models.impact import ImpactStatement


@dataclass(frozen=True)
class Series:
    """`months` are first days; `incomes` and `flows` are in minor units of `currency`, as of the statement's entry."""

    months: tuple[date, ...]
    currency: str
    exponent: int
    incomes: tuple[Income, ...]
    flows: tuple[Link, ...]


def read_series(session: Session, statement: ImpactStatement, reading: Reading) -> Series:
    """Of a finished statement and its text. A network with fewer than five orders has none. Raises SeriesNotReady."""
    reach, currency = reach_of(session, statement), reading.header.currency
    months = months_of(reach.period.start, reach.period.end)
    try:
        totals, received = _added_up(session, reach, reading.header.as_of["ledger_sequence"], currency.code)
    except NotFollowed as error:
        raise SeriesNotReady() from error
    return Series(months, currency.code, currency.exponent, incomes_of(received, months), flows_of(totals))


def _added_up(
    session: Session, reach: Reach, as_of: int, currency: str
) -> tuple[Mapping[str, int], Sequence[Received]]:
    """Sums by measure, and what producers were sent; of some orders no more than the sums. Raises NotFollowed."""
    require_followed(session, as_of)
    if reach.network_id is not None:
        of = networks.Asked(reach.network_id, reach.period.start, reach.period.end, currency, as_of)
        if networks.count_orders(session, of) < SMALLEST_CELL:
            return {}, ()
        return networks.list_measures(session, of), list_received_in_network(session, of)
    if reach.order_refs is not None:
        return _by_measure(sums_of(map(read_fact, stream_reach(session, reach, as_of=as_of))), currency), ()
    ids = reach.organisation_ids
    sums = list_sums(session, reach.period, as_of=as_of, currency=currency, organisation_ids=ids)
    whose = ids[0] if ids else None
    return _by_measure(sums, currency), list_received(session, Asked(reach.period, as_of, currency, whose))


def _by_measure(sums: Sequence[Sum], currency: str) -> Mapping[str, int]:
    totals: dict[str, int] = {}
    for one in sums:
        if one.currency == currency:
            totals[one.measure] = totals.get(one.measure, 0) + one.amount
    return totals
