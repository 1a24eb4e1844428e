"""A member paid for units of a fund."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.money.pay_in import pay_in
from market.fund.money.queries import lock_fund
from market.fund.units import queries
from market.fund.units.errors import HasNoUnits, IssuedOtherwise, NoSuchHolder
from market.ledger.errors import LedgerKeyReused
from models.fund import Fund
from models.fund_units import UnitIssue


def issue_units(
    session: Session, fund: Fund, *, holder: str, units: int, reference: str, by: str | None, now: datetime
) -> UnitIssue:
    """Book that so many units were paid at the market's bank, once for each `reference`; `holder` is an id or slug.

    Raises HasNoUnits, NoSuchHolder, IssuedOtherwise, LedgerKeyReused where the books know the reference as something
    else's, and what `pay_in` raises.
    """
    fund = lock_fund(session, fund.id)
    if fund.unit_minor is None:
        raise HasNoUnits()
    holder_id = queries.find_organisation(session, holder)
    if holder_id is None:
        raise NoSuchHolder()
    if earlier := queries.find_issue(session, fund.id, reference):
        if (earlier.holder_id, earlier.units) != (holder_id, units):
            raise IssuedOtherwise(earlier.units)
        return earlier
    money = Money(units * fund.unit_minor, fund.currency)
    issue = UnitIssue(
        fund_id=fund.id,
        holder_id=holder_id,
        units=units,
        amount_minor=money.minor,
        reference=reference,
        issued_at=now,
    )
    queries.write_issue(session, issue)
    posted = pay_in(session, fund, amount=money, reference=f"units:{reference}", note=f"{units} units", by=by, now=now)
    if not posted.is_new:
        raise LedgerKeyReused(posted.key)
    return issue
