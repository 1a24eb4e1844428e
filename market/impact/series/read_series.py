"""The series of a published statement."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.impact.facts.errors import NotFollowed
from market.impact.facts.list_sums import list_sums
from market.impact.facts.rules import Period
from market.impact.forms.reading import Reading
from market.impact.series.errors import SeriesNotReady
from market.impact.series.queries import Asked, list_received
from market.impact.series.rules import Income, Link, flows_of, incomes_of, months_of

_DRAWN = frozenset({"market", "producer"})


@dataclass(frozen=True)
class Series:
    """`months` are first days; `incomes` and `flows` are in minor units of `currency`, as of the statement's entry."""

    months: tuple[date, ...]
    currency: str
    exponent: int
    incomes: tuple[Income, ...]
    flows: tuple[Link, ...]


def read_series(session: Session, reading: Reading, *, organisation_id: str | None) -> Series:
    """Of a market's or a producer's statement; of any other there are none. Raises SeriesNotReady."""
    header = reading.header
    period = Period(date.fromisoformat(header.period.start), date.fromisoformat(header.period.end))
    months = months_of(period.start, period.end)
    currency = header.currency.code
    if header.subject.kind not in _DRAWN:
        return Series(months, currency, header.currency.exponent, (), ())
    as_of = header.as_of["ledger_sequence"]
    whose = None if organisation_id is None else [organisation_id]
    try:
        sums = list_sums(session, period, as_of=as_of, currency=currency, organisation_ids=whose)
    except NotFollowed as error:
        raise SeriesNotReady() from error
    totals: dict[str, int] = {}
    for one in sums:
        totals[one.measure] = totals.get(one.measure, 0) + one.amount
    received = list_received(session, Asked(period, as_of, currency, organisation_id))
    return Series(months, currency, header.currency.exponent, incomes_of(received, months), flows_of(totals))
