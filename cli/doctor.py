"""`solifair doctor`: what the service needs, one line each, with a remedy."""

import json
from dataclasses import asdict
from typing import Annotated

import redis
import typer
from sqlalchemy.exc import SQLAlchemyError

from cli.tools import console, open_command_tools
from kit.broker import client_url
from kit.clock import utc_now
from market.health.check_health import Asked, check_health
from market.health.findings import Finding
from workers.tools import Tools


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
    settings = tools.settings
    asked = Asked(utc_now(), settings.secret_key, settings.market_country, has_mail_server=tools.post is not None)
    try:
        with tools.database.reading() as session:
            return check_health(session, asked)
    except SQLAlchemyError as error:
        return [Finding("database", False, type(error).__name__, "is it running? see SOLIFAIR_DATABASE_URL")]


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
