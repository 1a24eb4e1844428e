"""Units that a member gave notice of are paid, and are no more."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import Money
from market.earnings.queries import lock_holds
from market.fund.money.disburse import disburse
from market.fund.money.queries import get_sums, lock_fund
from market.fund.units import queries
from market.fund.units.errors import NoSuchNotice, NoticeRuns, UnitsWorthNothing
from market.fund.units.rules import worth
from models.enums import FundUse
from models.fund_units import UnitNotice


def redeem_units(session: Session, *, notice_id: str, by: str | None, now: datetime) -> UnitNotice:
    """Owe the member what its units are worth; the next payout run sends it. Said again it answers the same.

    Raises NoSuchNotice, NoticeRuns, UnitsWorthNothing, and FundTooSmall while the fund's money is out.
    """
    # In the order in which `disburse` locks.
    lock_holds(session)
    notice = queries.find_notice(session, notice_id)
    if notice is None:
        raise NoSuchNotice()
    fund = lock_fund(session, notice.fund_id)
    notice = queries.find_notice(session, notice_id)
    assert notice is not None
    if notice.redeemed_at is not None:
        return notice
    if now < notice.payable_from:
        raise NoticeRuns(notice.payable_from)
    holding = queries.lock_holding(session, fund.id, notice.holder_id)
    assert holding is not None
    assert fund.unit_minor is not None
    sums = get_sums(session, fund)
    money = worth(
        notice.units,
        issued=queries.get_issued(session, fund.id),
        unit=Money(fund.unit_minor, fund.currency),
        whole=sums.whole,
    )
    if not money.minor:
        raise UnitsWorthNothing()
    disburse(
        session,
        fund,
        amount=money,
        to=notice.holder_id,
        subject_id=notice.id,
        use=FundUse.REDEMPTION,
        note=f"{notice.units} units",
        now=now,
    )
    notice.redeemed_at, notice.amount_minor = now, money.minor
    holding.units -= notice.units
    holding.noticed -= notice.units
    session.flush()
    detail = {"fund": fund.id, "units": str(notice.units), "amount": f"{money.minor} {money.currency}"}
    record_audit(session, action="units.redeem", actor_id=by, object_id=notice.id, detail=detail, now=now)
    return notice
