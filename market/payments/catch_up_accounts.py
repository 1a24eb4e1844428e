"""Fetch the events of connected accounts that never came: their payouts to their banks, above all the failed ones."""

from datetime import datetime, timedelta

from gateways.errors import GatewayRefused
from gateways.stripe import StripeGateway
from kit.database import Database
from kit.log import get_log
from market.payments import events_queries
from market.payments.catch_up_events import EVENTS, CaughtUp, catch_up_events

_log = get_log("stripe")
_EVERY = timedelta(hours=6)
# A closed account can still be told what became of its last payout.
_AFTER_CLOSING = timedelta(days=30)
_AT_ONCE = 50


def catch_up_accounts(
    database: Database, stripe: StripeGateway, *, expects_livemode: bool, now: datetime
) -> list[CaughtUp]:
    """Read the accounts that have not been read for some hours, a few at a time.

    An account that Stripe does not open to us any more is left for the next time. Raises GatewayUnavailable.
    """
    with database.reading() as session:
        accounts = events_queries.list_accounts_to_read(
            session,
            prefix=f"{EVENTS}:",
            read_before=now - _EVERY,
            closed_after=now - _AFTER_CLOSING,
            limit=_AT_ONCE,
        )
    caught = []
    for account in accounts:
        try:
            caught.append(
                catch_up_events(database, stripe, expects_livemode=expects_livemode, now=now, account=account)
            )
        except GatewayRefused as error:
            _log.warning("account_events_refused", account=account, reason=str(error))
    return caught
