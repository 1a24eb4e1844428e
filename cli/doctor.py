"""`solifair doctor`: what the service needs, one line each, with a remedy."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated

import redis
import typer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cli.tools import console, open_command_tools
from kit.broker import client_url
from kit.clock import utc_now
from kit.database import schema_revisions
from market.ledger.invariants import verify_ledger
from market.requests.alerts import count_open_alerts
from market.requests.health import LATE_AFTER, read_heartbeats
from workers.tools import Tools


@dataclass(frozen=True)
class Finding:
    """One check: what was found, and what to do about it."""

    check: str
    is_well: bool
    found: str
    remedy: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False) -> None:
    """Check what the service needs; exit 1 when something is not well."""
    with open_command_tools() as tools:
        findings = [*_database_findings(tools), _broker(tools), _files(tools)]
    if as_json:
        console.print_json(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            mark = "[green]✓[/green]" if finding.is_well else "[red]✗[/red]"
            console.print(
                f"{mark} {finding.check}: {finding.found}" + (f" → {finding.remedy}" if finding.remedy else "")
            )
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _database_findings(tools: Tools) -> list[Finding]:
    try:
        with tools.database.reading() as session:
            found = [check(session) for check in _DATABASE_CHECKS]
            mail = _mail(session, has_server=tools.post is not None)
            return [*found, mail, _market(session, tools.settings.market_country), *_processes(session)]
    except SQLAlchemyError as error:
        return [Finding("database", False, type(error).__name__, "is it running? see SOLIFAIR_DATABASE_URL")]


def _schema(session: Session) -> Finding:
    in_database, in_code = schema_revisions(session)
    is_well = in_database == in_code
    return Finding("schema", is_well, in_database, "" if is_well else f"needs {in_code}: run `solifair db upgrade`")


def _clock(session: Session) -> Finding:
    theirs = session.execute(text("select clock_timestamp()")).scalar_one()
    skew = abs((utc_now() - theirs).total_seconds())
    return Finding("clock", skew < 5, f"{skew:.1f} s from the database's", "" if skew < 5 else "synchronise the clocks")


def _outbox(session: Session) -> Finding:
    age = session.execute(
        text("select extract(epoch from clock_timestamp() - min(available_at)) from outbox where sent_at is null")
    ).scalar_one()
    is_well = age is None or age < 60
    return Finding(
        "outbox",
        is_well,
        "nothing waits long" if is_well else f"oldest waits {age:.0f} s",
        "" if is_well else "is the relay running?",
    )


def _events(session: Session) -> Finding:
    waiting = session.execute(
        text(
            "select count(*) from stripe_event where handled_at is null and received_at < now() - interval '5 minutes'"
        )
    ).scalar_one()
    return Finding(
        "stripe events",
        waiting == 0,
        f"{waiting} wait longer than 5 minutes",
        "" if waiting == 0 else "see the worker's log",
    )


def _ledger(session: Session) -> Finding:
    violations = verify_ledger(session)
    return Finding(
        "ledger",
        not violations,
        f"{len(violations)} violations",
        "" if not violations else "run `solifair ledger verify`",
    )


def _alerts(session: Session) -> Finding:
    # Somebody's work, not a fault of the service: an open alert leaves the exit code as it is.
    waiting = count_open_alerts(session)
    return Finding(
        "alerts",
        True,
        f"{waiting} wait for a person" if waiting else "nobody is waited for",
        "see `solifair alerts`" if waiting else "",
    )


def _mail(session: Session, has_server: bool) -> Finding:
    late = session.execute(
        text("select count(*) from mail where state = 'waiting' and next_try_at < now() - interval '15 minutes'")
    ).scalar_one()
    if late:
        return Finding("mail", False, f"{late} wait longer than they should", "is the worker running?")
    if not has_server:
        return Finding("mail", True, "is kept: no server takes it", "set SOLIFAIR_SMTP_HOST, see docs/mail.md")
    return Finding("mail", True, "has a server")


def _market(session: Session, country: str) -> Finding:
    # What may be shown of a scheme is asked of both: of the setting by pages, of the market's own row by SQL.
    there = session.execute(text("select country from market_here")).scalar_one_or_none()
    if there is None:
        return Finding("market", True, "is not founded yet")
    is_well = there == country
    remedy = f"the market itself is in {there}, SOLIFAIR_MARKET_COUNTRY says {country}: correct the wrong one"
    return Finding("market", is_well, f"in {there}", "" if is_well else remedy)


_DATABASE_CHECKS: tuple[Callable[[Session], Finding], ...] = (_schema, _clock, _outbox, _events, _ledger, _alerts)


def _processes(session: Session) -> list[Finding]:
    seen = read_heartbeats(session)
    now = utc_now()
    findings = []
    for process in ("worker", "beat", "relay"):
        at = seen.get(process)
        is_well = at is not None and now - at < LATE_AFTER
        findings.append(
            Finding(
                process,
                is_well,
                f"last seen {at:%H:%M:%S}" if at else "never seen",
                "" if is_well else f"start the {process}",
            )
        )
    return findings


def _broker(tools: Tools) -> Finding:
    address = client_url(tools.settings.redis_url)
    try:
        redis.Redis.from_url(address, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        return Finding("broker", False, type(error).__name__, "is Valkey running? see SOLIFAIR_REDIS_URL")
    return Finding("broker", True, "answers")


def _files(tools: Tools) -> Finding:
    try:
        stored = tools.files.put(b"solifair doctor was here\n", suffix=".txt")
        is_well = tools.files.get(stored.path).startswith(b"solifair")
    except OSError as error:
        return Finding("files", False, str(error), "make SOLIFAIR_FILES_DIR writable")
    return Finding("files", is_well, "can be written")
