"""Payouts to organisations that say what oppression they stand against, by the income of their countries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from market.impact.self_identified import queries
from market.impact.self_identified.income_groups import IncomeGroup, income_group
from market.impact.self_identified.queries import Paid
from market.impact.self_identified.rules import Apart, Cell, Heads, Told, apart, told
from market.networks.period import require_over
from market.networks.rules import Quarter

_GROUPS = tuple(IncomeGroup)


@dataclass(frozen=True)
class Row:
    """One thing that organisations say of themselves. Organisations may be in several rows."""

    code: str
    labels: Mapping[str, str]
    told: Told[IncomeGroup, Cell]
    heads: Told[IncomeGroup, Heads]


def read_report(session: Session, quarter: Quarter, *, currency: str, now: datetime) -> list[Row]:
    """Of a whole quarter that is over and settled: what changed from one day to the next would lead to single payouts.

    A row that says nothing at all is left out. Raises QuarterNotOver.
    """
    require_over(quarter, now=now)
    paid = queries.list_paid(session, start=quarter.starts_on, end=quarter.ends_on, currency=currency, now=now)
    by_code = {code: list(theirs) for code, theirs in groupby(paid, key=lambda each: each.code)}
    among = apart({code: _organisations(theirs) for code, theirs in by_code.items()})
    rows = [_row(code, theirs, among[code]) for code, theirs in by_code.items()]
    return [row for row in rows if row.told.total or row.told.cells]


def _organisations(paid: Sequence[Paid]) -> Mapping[IncomeGroup, set[str]]:
    found: dict[IncomeGroup, set[str]] = {}
    for each in paid:
        found.setdefault(income_group(each.country), set()).add(each.organisation_id)
    return found


def _row(code: str, paid: Sequence[Paid], among: Apart[IncomeGroup]) -> Row:
    """Heads are of those only that have them on their own pages: taking one row from another tells nothing new."""
    cells: dict[IncomeGroup, Cell] = {}
    heads: dict[IncomeGroup, Heads] = {}
    for each in paid:
        group = income_group(each.country)
        cells[group] = cells.get(group, Cell(0, 0)) + Cell(1, each.minor)
        if each.members is not None and each.women is not None:
            heads[group] = heads.get(group, Heads(0, 0, 0)) + Heads(1, each.members, each.women)
    return Row(code, paid[0].labels, told(cells, _GROUPS, among), told(heads, _GROUPS))
