"""Look after the accounts at Stripe: those that wait, and at times the others, should an event have been lost."""

from datetime import datetime, timedelta

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import StripeGateway
from kit.database import Database
from kit.log import get_log
from market.payouts.accounts import queries
from market.payouts.accounts.errors import NobodyToAsk
from market.payouts.accounts.refresh_account import refresh_account

_log = get_log("payout_accounts")
_WAITING_EVERY = timedelta(minutes=10)
_ACTIVE_EVERY = timedelta(days=1)
_AT_ONCE = 50


def refresh_due_accounts(
    database: Database, stripe: StripeGateway, *, now: datetime, stripe_account_id: str | None = None
) -> int:
    """Refresh what nobody has looked at lately, or the one account that an event named; how many were read.

    An account that Stripe does not answer for is left for the next time and stops nobody else's.
    """
    with database.reading() as session:
        if stripe_account_id is not None:
            named = queries.find_account_of_stripe(session, stripe_account_id)
            account_ids = [named] if named else []
        else:
            account_ids = queries.list_to_refresh(
                session, waiting_before=now - _WAITING_EVERY, active_before=now - _ACTIVE_EVERY, limit=_AT_ONCE
            )
    return sum(_refresh(database, stripe, account_id, now) for account_id in account_ids)


def _refresh(database: Database, stripe: StripeGateway, account_id: str, now: datetime) -> bool:
    try:
        refresh_account(database, stripe, account_id=account_id, now=now)
    except (GatewayRefused, GatewayUnavailable, NobodyToAsk) as error:
        _log.warning("payout_account_not_refreshed", payout_account=account_id, reason=str(error))
        return False
    return True
