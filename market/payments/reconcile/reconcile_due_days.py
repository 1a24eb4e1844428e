"""Every day that is over is reconciled once, and again while it differs."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payments.reconcile import queries
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.reconcile.rules import day_bounds, due_days, parse_day
from market.requests.alerts import list_alerts
from models.enums import AlertKind

RECONCILED = "reconciliation"
"""The cursor: every day that ended by then has been reconciled."""


def reconcile_due_days(database: Database, stripe: StripeGateway, *, now: datetime) -> list[Reconciliation]:
    """The days that ended since the last run, however long ago that was, then those that differed and may have healed.

    Raises what `reconcile_day` raises; days already done stay done.
    """
    with database.reading() as session:
        done_until = queries.find_read_until(session, RECONCILED)
        differing = _differing_days(session)
    due = due_days(done_until, now=now)
    found = []
    for day in due:
        found.append(reconcile_day(database, stripe, day=day, now=now))
        with database.transaction() as session:
            queries.mark_read_until(session, RECONCILED, day_bounds(day)[1], now=now)
    found += [reconcile_day(database, stripe, day=day, now=now) for day in differing if day not in due]
    return found


def _differing_days(session: Session) -> list[date]:
    alerts = list_alerts(session)
    return sorted(
        parse_day(alert.subject_id)
        for alert in alerts
        if alert.kind == AlertKind.RECONCILIATION_DIFFERS and alert.subject_id
    )
