"""Money that reaches a fund otherwise than by a price: a gift, members' units, an investment that comes back."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import Money
from market.fund.money import queries
from market.fund.money.errors import FundIsClosed, MoreThanIsOut, OtherCurrency
from market.ledger import accounts
from market.ledger.post import PostedJournal, post
from market.ledger.rules.funds import fund_paid_in
from models.enums import FundUse
from models.fund import Fund


def pay_in(
    session: Session,
    fund: Fund,
    *,
    amount: Money,
    reference: str,
    now: datetime,
    is_repayment: bool = False,
    note: str = "",
    by: str | None = None,
) -> PostedJournal:
    """Book what arrived at the market's bank for a fund, once for each `reference`; `note` is said in its open books.

    `is_repayment`: what had been invested comes back, and may be invested anew; of a closed fund too, but not of what
    was lent as prefinance, which comes back by itself. `by` is who says so. Raises OtherCurrency, FundIsClosed,
    MoreThanIsOut, LedgerKeyReused for the same reference with another amount.
    """
    if amount.currency != fund.currency:
        raise OtherCurrency(fund.currency)
    if amount.minor <= 0:
        raise ValueError(f"{amount} is nothing to pay in")
    fund = queries.lock_fund(session, fund.id)
    use = FundUse.INVESTMENT if is_repayment else FundUse.GRANT
    entry = fund_paid_in(accounts.fund(fund.account_code), fund.id, reference, amount, use=use, note=note, at=now)
    if queries.is_booked(session, entry.key):
        return post(session, entry, now=now)
    if is_repayment:
        _require_out(session, fund, amount)
    elif fund.closed_at is not None:
        raise FundIsClosed(fund.id)
    posted = post(session, entry, now=now)
    detail = {"amount": f"{amount.minor} {amount.currency}", "reference": reference, "use": use}
    record_audit(session, action="fund.pay_in", actor_id=by, object_id=fund.id, detail=detail, now=now)
    return posted


def _require_out(session: Session, fund: Fund, amount: Money) -> None:
    sums = queries.get_sums(session, fund)
    out = sums.out - sums.lent
    if amount.minor > out.minor:
        raise MoreThanIsOut(amount.minor, max(0, out.minor), fund.currency)
