"""Ask the database everything that tells whether all is well. Reads only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from kit.database import schema_revisions
from market.health import queries
from market.health.findings import Check, Finding
from market.ledger.invariants import verify_ledger
from market.ledger.seal_day import verify_seals
from market.payments.reconcile.compare_day import compare_day
from market.payments.reconcile.import_movements import MOVEMENTS
from market.payments.reconcile.queries import find_read_until
from market.requests.alerts import count_open_alerts
from market.requests.health import LATE_AFTER, read_heartbeats

_PROCESSES = ("worker", "beat", "relay")
BACKUP = "backup"
_LONGEST_WAIT = timedelta(seconds=60)
_EVENTS_WAIT = timedelta(minutes=5)
_MAILS_WAIT = timedelta(minutes=15)
_SKEW = timedelta(seconds=5)
_BACKUP_AFTER = timedelta(hours=36)
_READ_AFTER = timedelta(days=2)
_ENDS_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """What the checks need beside the database."""

    now: datetime
    secret_key: str
    market_country: str
    has_mail_server: bool


def check_health(session: Session, asked: Asked) -> list[Finding]:
    """One finding each, in the order in which they should be read."""
    return [ask(session, asked) for ask in _CHECKS]


def _finding(check: Check, is_well: bool, found: str, remedy: str) -> Finding:
    return Finding(check, is_well, found, "" if is_well else remedy)


def _schema(session: Session, asked: Asked) -> Finding:
    in_database, in_code = schema_revisions(session)
    remedy = f"needs {in_code}: run `solifair db upgrade`"
    return _finding(Check.SCHEMA, in_database == in_code, in_database, remedy)


def _clock(session: Session, asked: Asked) -> Finding:
    skew = abs(asked.now - queries.read_clock(session))
    found = f"{skew.seconds}.{skew.microseconds // 100_000} s from the database's"
    return _finding(Check.CLOCK, skew < _SKEW, found, "synchronise the clocks")


def _processes(session: Session, asked: Asked) -> Finding:
    seen = read_heartbeats(session)
    quiet = [name for name in _PROCESSES if name not in seen or asked.now - seen[name] >= LATE_AFTER]
    told = [f"{name} {seen[name]:%Y-%m-%d %H:%M:%S}" if name in seen else f"{name} never" for name in _PROCESSES]
    return _finding(Check.PROCESSES, not quiet, "last seen: " + ", ".join(told), f"start {', '.join(quiet)}")


def _outbox(session: Session, asked: Asked) -> Finding:
    oldest = queries.read_waiting(session, events_before=asked.now).oldest_request_at
    is_well = oldest is None or asked.now - oldest < _LONGEST_WAIT
    found = "nothing waits long" if oldest is None or is_well else f"oldest waits since {oldest:%Y-%m-%d %H:%M:%S}"
    return _finding(Check.OUTBOX, is_well, found, "is the relay running, and the broker?")


def _tasks(session: Session, asked: Asked) -> Finding:
    count = queries.read_waiting(session, events_before=asked.now).failing_tasks
    return _finding(Check.TASKS, count == 0, f"{count} failed and not done since", "see which, and try them again")


def _events(session: Session, asked: Asked) -> Finding:
    count = queries.read_waiting(session, events_before=asked.now - _EVENTS_WAIT).late_events
    return _finding(
        Check.STRIPE_EVENTS, count == 0, f"{count} wait longer than 5 minutes", "see what is in the way of each"
    )


def _mail(session: Session, asked: Asked) -> Finding:
    late = queries.count_late_mails(session, before=asked.now - _MAILS_WAIT)
    if late:
        return Finding(Check.MAIL, False, f"{late} wait longer than they should", "is the worker running?")
    if not asked.has_mail_server:
        return Finding(Check.MAIL, True, "is kept: no server takes it", "set SOLIFAIR_SMTP_HOST, see docs/mail.md")
    return Finding(Check.MAIL, True, "has a server")


def _ledger(session: Session, asked: Asked) -> Finding:
    found = verify_ledger(session) + verify_seals(session, secret_key=asked.secret_key)
    return _finding(Check.LEDGER, not found, f"{len(found)} violations", "run `solifair ledger verify`")


def _reconciliation(session: Session, asked: Asked) -> Finding:
    read_until = find_read_until(session, MOVEMENTS)
    if read_until is None:
        return Finding(Check.RECONCILIATION, True, "Stripe's movements have not been read yet")
    if asked.now - read_until > _READ_AFTER:
        found = f"Stripe's movements were last read until {read_until:%Y-%m-%d %H:%M}"
        return Finding(Check.RECONCILIATION, False, found, "do tasks run? `solifair reconcile stripe`")
    # The last day that is over and was read whole.
    day = read_until.astimezone(UTC).date() - timedelta(days=1)
    differences = compare_day(session, day=day, now=asked.now).differences
    found = f"{len(differences)} differences on {day.isoformat()}"
    return _finding(Check.RECONCILIATION, not differences, found, "see each difference, and what it is about")


def _fees(session: Session, asked: Asked) -> Finding:
    is_well = queries.has_fees(session, today=asked.now.astimezone(UTC).date())
    found = "a fee schedule is in force" if is_well else "no fee schedule is in force: nothing can be sold"
    return _finding(Check.FEES, is_well, found, "bring one in with `solifair price fees import`")


def _certificates(session: Session, asked: Asked) -> Finding:
    # Their holders are reminded; that some end is no fault of the service.
    today = asked.now.astimezone(UTC).date()
    count = queries.count_ending(session, today=today, until=today + _ENDS_WITHIN)
    return Finding(Check.CERTIFICATES, True, f"{count} end within 30 days and no renewal is under way")


def _backup(session: Session, asked: Asked) -> Finding:
    at = read_heartbeats(session).get(BACKUP)
    if at is None:
        return Finding(Check.BACKUP, True, "none is known of", "let each backup end with `solifair backup noted`")
    return _finding(Check.BACKUP, asked.now - at < _BACKUP_AFTER, f"the last at {at:%Y-%m-%d %H:%M}", "make one now")


def _market(session: Session, asked: Asked) -> Finding:
    # What may be shown of a scheme is asked of both: of the setting by pages, of the market's own row by SQL.
    there = queries.find_market_country(session)
    if there is None:
        return Finding(Check.MARKET, True, "is not founded yet")
    remedy = (
        f"the market itself is in {there}, SOLIFAIR_MARKET_COUNTRY says {asked.market_country}: correct the wrong one"
    )
    return _finding(Check.MARKET, there == asked.market_country, f"in {there}", remedy)


def _alerts(session: Session, asked: Asked) -> Finding:
    # Somebody's work, not a fault of the service: an open alert leaves the verdict as it is.
    waiting = count_open_alerts(session)
    found = f"{waiting} wait for a person" if waiting else "nobody is waited for"
    return Finding(Check.ALERTS, True, found, "see `solifair alerts`" if waiting else "")


_CHECKS: tuple[Callable[[Session, Asked], Finding], ...] = (
    _schema,
    _clock,
    _processes,
    _outbox,
    _tasks,
    _events,
    _mail,
    _ledger,
    _reconciliation,
    _fees,
    _certificates,
    _backup,
    _market,
    _alerts,
)
