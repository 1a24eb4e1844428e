"""What holders object to, what the public says, and what is said between holder and federation."""

from typing import Annotated

import typer
from rich.table import Column, Table

from certification.appeals import queries as appeal_rows
from certification.appeals.decide_appeal import decide_appeal
from certification.conversation.queries import list_messages
from certification.conversation.say import say_as_federation
from certification.pages.in_charge import list_inside
from certification.pages.queries import list_names
from certification.public_alerts import queries as alert_rows
from certification.public_alerts.moderate_alert import moderate_alert, settle_alert
from cli.attempts import refusals_kept
from cli.cert.command import At, Federation, Verifier, app
from cli.tools import console, moment_or_now, open_command_tools, print_table
from models.enums import AppealOutcome, PublicAlertOutcome

Answer = Annotated[str, typer.Option("--answer", help="in at least ten characters; the holder reads it")]
Note = Annotated[str, typer.Option("--note", help="in at least ten characters; public where the alert is accepted")]


@app.command()
def appeals(federation: Federation, now: At = None) -> None:
    """Objections inside a federation's mandates that nobody has decided, oldest first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        found = list_inside(session, appeal_rows.list_open, federation_id=federation, now=at)
        names = list_names(session, [each.certificate_id for each in found])
    table = Table(Column("id", no_wrap=True), Column("certificate", no_wrap=True), "holder", "filed", "reason")
    for each in found:
        filed = each.filed_at.isoformat(timespec="minutes")
        table.add_row(each.id, each.certificate_id, names[each.certificate_id].holder, filed, each.reason)
    print_table(table)


@app.command("decide-appeal")
def answer_appeal(
    appeal_id: str, federation: Federation, verifier: Verifier, outcome: AppealOutcome, answer: Answer, now: At = None
) -> None:
    """Uphold or dismiss an objection, as somebody who had no part in the decision."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "appeal.decide", verifier, appeal_id, at),
        tools.database.transaction() as session,
    ):
        decide_appeal(
            session,
            appeal_id=appeal_id,
            federation_id=federation,
            verifier_id=verifier,
            outcome=outcome,
            answer=answer,
            now=at,
        )
    console.print(f"{appeal_id}: {outcome}", highlight=False)


@app.command()
def alerts(federation: Federation, now: At = None) -> None:
    """What the public says inside a federation's mandates and nobody has answered or settled, oldest first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        found = list_inside(session, alert_rows.list_waiting, federation_id=federation, now=at)
        names = list_names(session, [each.certificate_id for each in found])
    table = Table(Column("id", no_wrap=True), Column("certificate", no_wrap=True), "holder", "waits for", "said")
    for each in found:
        waits_for = "an answer" if each.outcome is None else "a settlement"
        table.add_row(each.id, each.certificate_id, names[each.certificate_id].holder, waits_for, each.body)
    print_table(table)


@app.command()
def moderate(
    alert_id: str, federation: Federation, verifier: Verifier, outcome: PublicAlertOutcome, note: Note, now: At = None
) -> None:
    """Accept or dismiss an alert of the public. Accepted, the certificate is disputed, in the words of the note."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "public_alert.decide", verifier, alert_id, at),
        tools.database.transaction() as session,
    ):
        moderate_alert(
            session,
            alert_id=alert_id,
            federation_id=federation,
            verifier_id=verifier,
            outcome=outcome,
            note=note,
            now=at,
        )
    console.print(f"{alert_id}: {outcome}", highlight=False)


@app.command()
def settle(alert_id: str, federation: Federation, verifier: Verifier, note: Note, now: At = None) -> None:
    """End the dispute of an accepted alert; the note says how."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "public_alert.decide", verifier, alert_id, at),
        tools.database.transaction() as session,
    ):
        settle_alert(
            session, alert_id=alert_id, federation_id=federation, verifier_id=verifier, settlement=note, now=at
        )
    console.print(f"{alert_id}: settled", highlight=False)


@app.command()
def messages(certificate_id: str) -> None:
    """What the holder and the federations said about a certificate, oldest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = list_messages(session, certificate_id)
    table = Table("at", "by", "said")
    for each in found:
        table.add_row(each.sent_at.isoformat(timespec="minutes"), each.federation_id or "the holder", each.body)
    print_table(table)


@app.command()
def say(certificate_id: str, federation: Federation, verifier: Verifier, words: str, now: At = None) -> None:
    """Say something to the holder; nothing is decided by it."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        said = say_as_federation(
            session,
            certificate_id=certificate_id,
            federation_id=federation,
            verifier_id=verifier,
            body=words,
            now=moment_or_now(now),
        )
    console.print(said.id, highlight=False)
