"""Fetch Stripe's own account of the market's money."""

from datetime import datetime
from itertools import islice

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payments.reconcile import queries

MOVEMENTS = "balance_transactions"
"""The cursor: everything before it has been read."""

_AT_ONCE = 500


def import_movements(
    database: Database, stripe: StripeGateway, *, since: datetime, until: datetime, now: datetime
) -> int:
    """Read [since, until) and store it, some hundreds to a transaction; how many were new. Safe to repeat.

    Raises GatewayUnavailable; what was stored stays stored, and the cursor where it was.
    """
    listed = stripe.list_transactions(since=since, until=until)
    new = 0
    while batch := list(islice(listed, _AT_ONCE)):
        with database.transaction() as session:
            new += queries.keep_movements(session, batch)
    with database.transaction() as session:
        queries.mark_read_until(session, MOVEMENTS, min(until, now), now=now)
    return new
