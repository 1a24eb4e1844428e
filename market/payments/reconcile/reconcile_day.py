"""Import a day from Stripe, match it, and say what differs."""

from datetime import date, datetime

from gateways.stripe import StripeGateway
from kit.database import Database
from kit.money import Money
from market.payments.reconcile import queries, rules
from market.payments.reconcile.compare_day import Reconciliation, compare_day
from market.payments.reconcile.import_movements import MOVEMENTS, import_movements
from market.payments.reconcile.match_movements import match_movements
from market.requests.alerts import raise_alert, withdraw_alert
from models.enums import AlertKind


def reconcile_day(database: Database, stripe: StripeGateway, *, day: date, now: datetime) -> Reconciliation:
    """Read what Stripe has of the day (UTC) and of all that was never read, match it, and compare. Safe to repeat.

    Of today and yesterday everything up to the present is read, and Stripe's own balance compared with its sum. An
    alert is raised while a day that is over differs, and withdrawn once it does not.
    Raises NotADay, GatewayUnavailable, GatewayRefused.
    """
    rules.require_begun(day, now=now)
    with database.reading() as session:
        read_until = queries.find_read_until(session, MOVEMENTS)
    window = rules.window_of(day, read_until=read_until, now=now)
    before = _balances(stripe) if window.is_complete else None
    import_movements(database, stripe, since=window.since, until=window.until, now=now)
    after = _balances(stripe) if window.is_complete else None
    match_movements(database, now=now)
    with database.reading() as session:
        # A balance that moved while the list was read is the sum of neither list.
        found = compare_day(session, day=day, now=now, balances=after if before == after else None)
    if rules.day_bounds(day)[1] <= now:
        _tell(database, found, now)
    return found


def alert_key(day: date) -> str:
    """The key of the alert about a day that differs."""
    return f"reconciliation:{day}"


def _balances(stripe: StripeGateway) -> dict[str, Money]:
    return {currency: fact.available + fact.pending for currency, fact in stripe.read_balances().items()}


def _tell(database: Database, found: Reconciliation, now: datetime) -> None:
    with database.transaction() as session:
        if found.is_well:
            withdraw_alert(session, alert_key(found.day), because="it agrees now", now=now)
            return
        names = sorted({difference.name for difference in found.differences})
        raise_alert(
            session,
            AlertKind.RECONCILIATION_DIFFERS,
            key=alert_key(found.day),
            subject_id=str(found.day),
            sentence=f"Stripe and the books differ on {found.day} in {len(found.differences)} points "
            f"({', '.join(names)}): see `solifair reconcile stripe --day {found.day}`.",
            now=now,
        )
