"""Who holds a fund's units, what one is worth, and what the fund reports."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.money.queries import get_sums
from market.fund.units import queries
from market.fund.units.queries import Holder, OpenNotice, ReportedYear
from market.fund.units.rules import worth
from models.fund import Fund


@dataclass(frozen=True)
class UnitsView:
    """A unit costs `unit`; who gave one back now would be paid `worth`, None while nobody holds one. `noticed` is what
    is kept for members who gave notice."""

    fund_id: str
    unit: Money | None
    worth: Money | None
    issued: int
    noticed: Money
    holders: list[Holder]
    notices: list[OpenNotice]
    years: list[ReportedYear]


def read_units(session: Session, fund: Fund, *, holder: str | None = None) -> UnitsView:
    """Of a fund without units, holders and years are empty. With `holder`, an id or slug, holders and notices are of
    that organisation alone."""
    sums, issued = get_sums(session, fund), queries.get_issued(session, fund.id)
    unit = None if fund.unit_minor is None else Money(fund.unit_minor, fund.currency)
    return UnitsView(
        fund.id,
        unit,
        worth(1, issued=issued, unit=unit, whole=sums.whole) if unit and issued else None,
        issued,
        sums.noticed,
        queries.list_holders(session, fund.id, holder=holder),
        queries.list_open_notices(session, fund.id, holder=holder),
        queries.list_years(session, fund.id),
    )
