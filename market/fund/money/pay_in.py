"""Money that reaches a fund otherwise than by a price: a gift, members' units, an investment that comes back."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.money import queries
from market.fund.money.errors import FundIsClosed, OtherCurrency
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
) -> PostedJournal:
    """Book what arrived at the market's bank for a fund, once for each `reference`; `note` is said in its open books.

    `is_repayment`: what had been invested comes back, and may be invested anew. Raises OtherCurrency, FundIsClosed.
    """
    if amount.currency != fund.currency:
        raise OtherCurrency(fund.currency)
    if amount.minor <= 0:
        raise ValueError(f"{amount} is nothing to pay in")
    fund = queries.lock_fund(session, fund.id)
    if fund.closed_at is not None:
        raise FundIsClosed(fund.id)
    use = FundUse.INVESTMENT if is_repayment else FundUse.GRANT
    entry = fund_paid_in(accounts.fund(fund.account_code), fund.id, reference, amount, use=use, note=note, at=now)
    return post(session, entry, now=now)
