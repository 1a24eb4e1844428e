"""Close an account: nothing new goes there. What is on its way arrives where it was sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.log import get_log
from market.payouts.accounts import queries
from market.payouts.accounts.errors import NoSuchPayoutAccount
from market.payouts.accounts.queries import AccountFact

_log = get_log("payout_accounts")


def close_payout_account(
    session: Session, *, organisation_id: str, account_id: str, closed_by: str | None, now: datetime
) -> AccountFact:
    """The account, closed; safe to repeat. Raises NoSuchPayoutAccount, also for another organisation's."""
    account = queries.lock_account(session, account_id)
    if account is None or account.organisation_id != organisation_id:
        raise NoSuchPayoutAccount()
    if account.closed_at is None:
        queries.mark_closed(session, account_id, now=now)
        _log.info("payout_account_closed", payout_account=account_id, person=closed_by)
    closed = queries.lock_account(session, account_id)
    assert closed is not None
    return closed
