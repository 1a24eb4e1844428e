"""What running a fund costs, taken from it within the share that its mandate allows."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import BASIS_POINTS, Money
from market.fund.money import queries
from market.fund.money.errors import FundTooSmall, OtherCurrency, OutsideMandate
from market.fund.rounds.queries import get_promised
from market.ledger import accounts
from market.ledger.post import PostedJournal, post
from market.ledger.rules.funds import fund_admin
from models.enums import FundUse
from models.fund import Fund


def charge_admin(
    session: Session,
    fund: Fund,
    *,
    amount: Money,
    reference: str,
    note: str,
    now: datetime,
    by: str | None = None,
) -> PostedJournal:
    """Let a fund bear a cost of running it, once for each `reference`.

    All such costs together stay within `admin_cap_bps` of what ever came in, and take nothing that votes were promised
    or that members gave notice of. `by` is who says so. Raises OtherCurrency, OutsideMandate, FundTooSmall,
    LedgerKeyReused for the same reference with another amount.
    """
    if amount.currency != fund.currency:
        raise OtherCurrency(fund.currency)
    if amount.minor <= 0:
        raise ValueError(f"{amount} is nothing to charge")
    fund = queries.lock_fund(session, fund.id)
    entry = fund_admin(accounts.fund(fund.account_code), fund.id, reference, amount, note=note, at=now)
    if queries.is_booked(session, entry.key):
        return post(session, entry, now=now)
    if FundUse.ADMIN not in fund.uses:
        raise OutsideMandate(FundUse.ADMIN, sorted(fund.uses))
    sums = queries.get_sums(session, fund)
    free = sums.balance.minor - sums.noticed.minor - get_promised(session, fund.id)
    most = min(free, sums.came_in.minor * fund.admin_cap_bps // BASIS_POINTS - sums.admin.minor)
    if amount.minor > most:
        raise FundTooSmall(amount.minor, max(0, most), amount.currency)
    posted = post(session, entry, now=now)
    detail = {"amount": f"{amount.minor} {amount.currency}", "reference": reference}
    record_audit(session, action="fund.charge_admin", actor_id=by, object_id=fund.id, detail=detail, now=now)
    return posted
