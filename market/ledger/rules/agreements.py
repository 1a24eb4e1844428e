"""Money of trade agreements: what the party with more means puts into the fund they named."""

from datetime import datetime

from kit.money import Money
from market.ledger.accounts import OWN_BANK, fund
from market.ledger.entry import Entry, credit, debit
from models.enums import JournalKind


def compensation_paid(compensation_id: str, fund_id: str, fund_account: str, money: Money, *, at: datetime) -> Entry:
    """It came to the market's bank, and is the fund's."""
    return Entry(
        JournalKind.FUND_PAID_IN,
        f"compensation:{compensation_id}",
        at,
        (debit(OWN_BANK, money), credit(fund(fund_account), money)),
        subject_id=compensation_id,
        detail={"fund": fund_id},
    )
