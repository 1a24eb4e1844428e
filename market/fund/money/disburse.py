"""Give an organisation money of a fund: within the mandate, never more than there is, once for each decision."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.hold import take_in_all
from market.earnings.rules import NewItem
from market.fund.money import queries
from market.fund.money.errors import FundIsClosed, FundTooSmall, OtherCurrency, OutsideMandate
from market.fund.money.rules import most_that_may_leave
from market.fund.rounds.queries import get_promised
from market.ledger import accounts
from market.ledger.post import PostedJournal, post, post_many
from market.ledger.rules.funds import DisbursementFacts, fund_disbursed
from models.enums import FundUse, PayableSource, PayoutPurpose
from models.fund import Fund


def disburse(
    session: Session,
    fund: Fund,
    *,
    amount: Money,
    to: str,
    subject_id: str,
    now: datetime,
    use: FundUse = FundUse.GRANT,
    note: str = "",
    is_promised: bool = False,
) -> PostedJournal:
    """Owe the organisation `to` so much of the fund; the next payout run sends it, for the purpose `fund`.

    `subject_id` is what was decided on, `note` the sentence that the fund's open books say of it. Said again for the
    same subject and amount it answers the earlier entry. What votes were promised is left for their winners, of whom
    `is_promised` says that this is one. Raises OtherCurrency, FundIsClosed, OutsideMandate,
    FundTooSmall, and LedgerKeyReused for the same subject with another amount.
    """
    if amount.currency != fund.currency:
        raise OtherCurrency(fund.currency)
    if amount.minor <= 0:
        raise ValueError(f"{amount} is nothing to give")
    earnings.lock_holds(session)
    fund = queries.lock_fund(session, fund.id)
    facts = DisbursementFacts(accounts.fund(fund.account_code), fund.id, to, subject_id, use, amount, note)
    entry = fund_disbursed(facts, at=now)
    if queries.is_booked(session, entry.key):
        return post(session, entry, now=now)
    _require_allowed(session, fund, use, amount, is_promised=is_promised)
    item = NewItem(entry.key, None, to, PayoutPurpose.FUND, amount)
    earnings.insert_items(session, [item], source=PayableSource.FUND, order_id=None, now=now)
    held = take_in_all(session, now=now)
    return post_many(session, [entry, *held], now=now)[0]


def _require_allowed(session: Session, fund: Fund, use: FundUse, amount: Money, *, is_promised: bool) -> None:
    # What votes were promised is for their winners; where it does not suffice for all, whoever comes first has theirs.
    promised = 0 if is_promised else get_promised(session, fund.id)
    sums = queries.get_sums(session, fund)
    if use is FundUse.REDEMPTION:
        # Asks no mandate, and a fund that is being wound up gives members' money back too.
        most = sums.balance.minor - promised
    else:
        if fund.closed_at is not None:
            raise FundIsClosed(fund.id)
        if use not in fund.uses:
            raise OutsideMandate(use, sorted(fund.uses))
        most = most_that_may_leave(sums.standing(fund)) - promised
    if amount.minor > most:
        raise FundTooSmall(amount.minor, max(0, most), amount.currency)
