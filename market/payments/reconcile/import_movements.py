"""Fetch Stripe's own account of the market's money."""

from datetime import datetime
from itertools import islice

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payments.reconcile import queries
from market.payments.reconcile.rules import slices_of

MOVEMENTS = "balance_transactions"
"""The cursor: everything before it has been read."""

_AT_ONCE = 500


def import_movements(
    database: Database, stripe: StripeGateway, *, since: datetime, until: datetime, now: datetime
) -> int:
    """Read [since, until) and store it, oldest months first; how many were new. Safe to repeat.

    Raises GatewayUnavailable; what was stored stays stored, and the cursor at the last month that was read whole.
    """
    return sum(
        _import(database, stripe, since=start, until=end, now=now) for start, end in slices_of(since, until, now=now)
    )


def _import(database: Database, stripe: StripeGateway, *, since: datetime, until: datetime, now: datetime) -> int:
    listed = stripe.list_transactions(since=since, until=until)
    new = 0
    while batch := list(islice(listed, _AT_ONCE)):
        with database.transaction() as session:
            new += queries.keep_movements(session, batch)
    with database.transaction() as session:
        queries.mark_read_until(session, MOVEMENTS, min(until, now), now=now)
    return new
