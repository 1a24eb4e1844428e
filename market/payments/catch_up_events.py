"""Fetch the events that never came: Stripe gives up after three days, and lists them for thirty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payments import events_queries
from market.payments.receive_event import receive_events
from market.payments.reconcile.queries import find_read_until, mark_read_until

EVENTS = "events"
"""The cursor: everything made before it has been read. A connected account has one of its own, `events:acct_…`."""

_FIRST_TIME = timedelta(hours=72)
# An event may appear in the list some time after the moment it bears.
_OVERLAP = timedelta(hours=1)
_AT_ONCE = 200


@dataclass(frozen=True)
class CaughtUp:
    """How many events Stripe listed since when, and how many of them we had never been told."""

    since: datetime
    listed: int
    missed: int


def catch_up_events(
    database: Database, stripe: StripeGateway, *, expects_livemode: bool, now: datetime, account: str = ""
) -> CaughtUp:
    """Store each event of the platform, or of one connected account, that we do not have, exactly as if it had been
    delivered. Safe to repeat.

    Raises GatewayUnavailable, GatewayRefused; what was stored stays stored, and the cursor where it was.
    """
    cursor = f"{EVENTS}:{account}" if account else EVENTS
    with database.reading() as session:
        read_until = find_read_until(session, cursor)
    since = now - _FIRST_TIME if read_until is None else read_until - _OVERLAP
    events = stripe.list_events(since=since, account=account)
    listed = missed = 0
    while batch := list(islice(events, _AT_ONCE)):
        listed += len(batch)
        with database.transaction() as session:
            unknown = events_queries.leave_unknown(session, batch)
            # As at the door: a test's event has no business in a live market, nor the other way round.
            ours = [event for event in unknown if event.is_livemode == expects_livemode]
            receive_events(session, ours, now=now)
            missed += len(ours)
    with database.transaction() as session:
        mark_read_until(session, cursor, now, now=now)
    return CaughtUp(since, listed, missed)
