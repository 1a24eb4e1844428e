"""Tasks that ask Stripe what it has done: events that never came, and every movement of the market's money."""

from kit.log import get_log
from market.payments.catch_up_accounts import catch_up_accounts
from market.payments.catch_up_events import catch_up_events
from market.payments.reconcile.reconcile_due_days import reconcile_due_days
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("stripe")


@task(TaskName.CATCH_UP_EVENTS)
def catch_up(tools: Tools) -> None:
    live, now = tools.settings.is_livemode, tools.now()
    platform = catch_up_events(tools.database, tools.stripe, expects_livemode=live, now=now)
    accounts = catch_up_accounts(tools.database, tools.stripe, expects_livemode=live, now=now)
    for caught in (platform, *accounts):
        if caught.missed:
            since = caught.since.isoformat()
            _log.warning("stripe_events_missed", count=caught.missed, listed=caught.listed, since=since)


@task(TaskName.RECONCILE_STRIPE)
def reconcile(tools: Tools) -> None:
    """Each tick looks for days that ended and for days that differed: a missed tick or a second one changes nothing."""
    for found in reconcile_due_days(tools.database, tools.stripe, now=tools.now()):
        names = sorted({difference.name for difference in found.differences})
        _log.info("stripe_reconciled", day=str(found.day), differences=len(found.differences), names=names)
