"""Certificates as they are, were, and will have to be looked at."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Column, Table

from certification.chain import state_at, verify_event_chain
from certification.errors import NoSuchCertificate
from certification.history.read_history import read_history
from certification.pages import queries
from certification.permissions.queries import find_permission
from certification.queries import find_standing, list_events
from certification.queue.facts import QueueFilter, QueueView
from certification.queue.read_queue import read_queue
from certification.rules import why_not_carried
from cli.cert.command import DAY, At, Federation, app
from cli.tools import console, moment_or_now, open_command_tools, print_table
from models.enums import CertificateState


@app.command("list")
def list_certificates(
    state: Annotated[CertificateState | None, typer.Option(help="only those in this state")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:
    """Certificates of everybody, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_all(session, state=state, limit=limit)
    table = Table(Column("id", no_wrap=True), "scheme", "number", "holder", "state", "valid to")
    for row in rows:
        table.add_row(row.id, row.scheme_code, row.number, row.holder, row.state, row.valid_to.strftime(DAY))
    console.print(table)


@app.command()
def queue(
    federation: Federation,
    view: Annotated[QueueView, typer.Option(help="which part of the work")] = QueueView.WAITING,
    within: Annotated[int, typer.Option(min=1, max=366, help="days to look ahead")] = 90,
    scheme: Annotated[str | None, typer.Option(help="only this scheme's")] = None,
    country: Annotated[str | None, typer.Option(help="only holders there, e.g. GH")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    now: At = None,
) -> None:
    """What a federation has to look at: the longest waiting, or what is due soonest, first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        lines = read_queue(
            session,
            QueueFilter(view, within, scheme, country),
            federation_id=federation,
            after=None,
            limit=limit,
            now=at,
        )
    table = Table(
        Column("id", no_wrap=True), "scheme", "number", "holder", "country", "state", "handed in", "valid to", "due"
    )
    for line in lines:
        table.add_row(
            line.id,
            line.scheme_code,
            line.number,
            line.holder.name,
            line.holder.country,
            line.state,
            line.submitted_at.strftime(DAY),
            line.valid_to.strftime(DAY),
            line.due_on.strftime(DAY) if line.due_on else "",
        )
    print_table(table)


@app.command()
def shown(
    certificate_id: str,
    at: Annotated[str | None, typer.Option(help="the moment that is asked about (ISO 8601); default: now")] = None,
    known_at: Annotated[str | None, typer.Option(help="only what was on record then; default: --at")] = None,
) -> None:
    """What did we show at a moment, and what is known of it since."""
    moment = moment_or_now(at)
    with open_command_tools() as tools, tools.database.reading() as session:
        found = read_history(
            session,
            certificate_id=certificate_id,
            at=moment,
            known_at=moment_or_now(known_at) if known_at else moment,
        )
    said = "shown" if found.is_shown else f"not shown: {found.why_not_shown}"
    console.print(f"{found.at.isoformat()}: {said}; state {found.state or 'not public'}", highlight=False)
    console.print(f"as known at {found.known_at.isoformat()}", highlight=False)


@app.command()
def show(certificate_id: str, now: At = None) -> None:
    """One certificate: what it says, whether its claim is shown, its history and whether that is intact."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        face = queries.find_face(session, certificate_id)
        if face is None:
            raise NoSuchCertificate()
        standing = find_standing(session, certificate_id)
        covers = queries.list_covered(session, certificate_id, lang="en")
        events = list_events(session, certificate_id)
        permission = find_permission(session, certificate_id, at=at)
    why_not = why_not_carried(standing, at) if standing else "never verified"
    broken = verify_event_chain(events, state=face.state)
    facts = Table(show_header=False, box=None)
    facts.add_row("scheme", f"{face.scheme.name} ({face.scheme.code})")
    facts.add_row("number", face.number)
    facts.add_row("holder", f"{face.holder.name} ({face.holder.id})")
    facts.add_row("valid", f"{face.valid_from} to {face.valid_to}, days of {face.scheme.timezone}")
    facts.add_row("covers", "; ".join(f"{thing.kind} {thing.label}" for thing in covers) or "all that the holder makes")
    facts.add_row("state", state_at((event.facts for event in events), at, known_at=at) or face.state)
    facts.add_row("claim", "shown" if why_not is None else f"not shown: {why_not}")
    if face.traceability is not None:
        facts.add_row("traceability", face.traceability)
    if permission is not None:
        counts = "counts" if permission.may_sell else "counts no longer"
        facts.add_row("permission", f"{permission.name} until {permission.last_day}, {counts}")
    facts.add_row("history", "intact" if broken is None else f"[red]broken at step {broken}[/red]")
    console.print(facts)
    history = Table("step", "effective", "recorded", "state", "reason")
    for event in events:
        step = event.facts
        history.add_row(
            str(step.sequence),
            step.effective_at.isoformat(timespec="seconds"),
            step.recorded_at.isoformat(timespec="seconds"),
            step.to_state,
            step.reason,
        )
    console.print(history)


@app.command("expire-soon")
def expire_soon(
    days: Annotated[int, typer.Option(min=1, max=3650, help="how far to look ahead")] = 60, now: At = None
) -> None:
    """Claims that are shown now and end within some days, the soonest first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_ending(session, now=at, until=at + timedelta(days=days))
    table = Table("ends", "scheme", "number", "holder", Column("id", no_wrap=True))
    for row in rows:
        table.add_row(row.ends_at.isoformat(timespec="minutes"), row.scheme_code, row.number, row.holder, row.id)
    console.print(table)
