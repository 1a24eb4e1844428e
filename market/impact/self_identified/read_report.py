"""Payouts to organisations that say what oppression they stand against, by the income of their countries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from market.impact.self_identified import queries
from market.impact.self_identified.income_groups import IncomeGroup, income_group
from market.impact.self_identified.queries import Paid
from market.impact.self_identified.rules import Cell, Told, told
from market.networks.errors import QuarterNotOver
from market.networks.rules import Quarter

_GROUPS = tuple(IncomeGroup)


@dataclass(frozen=True)
class Row:
    """One thing that organisations say of themselves. Organisations may be in several rows."""

    code: str
    labels: Mapping[str, str]
    told: Told[IncomeGroup]


def read_report(session: Session, quarter: Quarter, *, currency: str, now: datetime) -> list[Row]:
    """Of a whole quarter that is over: what changed from one day to the next would lead to single payouts.

    A row that says nothing at all is left out. Raises QuarterNotOver.
    """
    today = now.astimezone(UTC).date()
    if today < quarter.ends_on:
        raise QuarterNotOver(str(quarter))
    paid = queries.list_paid(session, start=quarter.starts_on, end=quarter.ends_on, currency=currency, today=today)
    rows = [_row(code, list(theirs)) for code, theirs in groupby(paid, key=lambda each: each.code)]
    return [row for row in rows if row.told.total or row.told.cells]


def _row(code: str, paid: Sequence[Paid]) -> Row:
    cells: dict[IncomeGroup, Cell] = {}
    for each in paid:
        group = income_group(each.country)
        so_far = cells.get(group, Cell(0, 0))
        cells[group] = Cell(so_far.organisations + 1, so_far.minor + each.minor)
    return Row(code, paid[0].labels, told(cells, _GROUPS))
