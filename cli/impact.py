"""`solifair impact`: statements that anyone can compute again."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from cli import rollups
from cli.tools import complaints, console, moment_or_now, open_command_tools
from cli.verifying import evidence_of, printable
from market.impact import queries
from market.impact.build_statement import build_statement
from market.impact.compare_with_books import compare_with_books
from market.impact.errors import NoSuchStatement
from market.impact.request_statement import About, request_statement
from market.impact.sign_statement import Signing
from market.impact.supersede_statements import supersede_statements
from market.impact.verifying.published import LONGEST_DOCUMENT, read_figures
from market.impact.verifying.verify_document import verify_document
from models.enums import StatementState, StatementSubject

app = typer.Typer(help="Solidarity-impact statements.", no_args_is_help=True)
app.command("follow")(rollups.follow)
app.command("check-rollups")(rollups.check_rollups)
app.command("rebuild-rollups")(rollups.rebuild_rollups)


@app.command()
def build(
    subject: Annotated[StatementSubject, typer.Option(help="the whole market, one producer, or a network")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day, in UTC")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="day after the last")],
    organisation: Annotated[str | None, typer.Option(help="the producer's or network's slug or id")] = None,
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Compute a statement now and print its figures."""
    moment = moment_or_now(now)
    with open_command_tools() as tools:
        with tools.database.transaction() as session:
            asked = request_statement(
                session,
                About(subject, organisation_id=organisation),
                period_start=start.replace(tzinfo=UTC),
                period_end=end.replace(tzinfo=UTC),
                currency=tools.settings.market_currency,
                requested_by=None,
                now=moment,
            )
        signing = Signing(tools.settings.api_url, tools.settings.secret_key)
        statement = build_statement(tools.database, asked.id, signing=signing, now=moment)
    if statement.document is None:
        complaints.print(f"[red]{statement.id} {statement.state}[/red]: {statement.failure}", highlight=False)
        raise typer.Exit(1)
    console.print(f"{statement.id}  {tools.settings.api_url}/v1/statements/{statement.id}/document", highlight=False)
    _print_figures(statement.document)


@app.command()
def supersede(now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None) -> None:
    """Ask for a newer statement wherever something came later to the period of a published one."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        asked = supersede_statements(session, now=moment_or_now(now))
    for statement_id in asked:
        console.print(statement_id, highlight=False)
    console.print(f"{len(asked)} asked for", highlight=False)


@app.command()
def show(
    statement_id: str,
    document: Annotated[bool, typer.Option("--document", help="the exact bytes, for a file")] = False,
) -> None:
    """Print a statement's figures, or the document itself."""
    with open_command_tools() as tools, tools.database.reading() as session:
        statement = queries.find_statement(session, statement_id)
    if statement is None:
        raise NoSuchStatement()
    if statement.state != StatementState.READY or statement.document is None:
        complaints.print(f"{statement.id} is {statement.state}: {statement.failure or 'not computed yet'}")
        raise typer.Exit(1)
    if document:
        typer.echo(statement.document, nl=False)
        return
    _print_figures(statement.document)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="the document, byte for byte")],
    inputs: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="its facts, as fetched from …/inputs")
    ] = None,
    leaves: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="their hashes, as fetched from …/leaves")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="the market's DID document, or a key as PEM")
    ] = None,
    ledger: Annotated[bool, typer.Option("--ledger", help="also compare it with this market's books")] = False,
) -> None:
    """Check a published statement; exit code 1 with a sentence for each thing that is wrong.

    With its facts every figure is computed again; with the key the signature is checked. Needs no network, no database
    and no settings, unless `--ledger` is given.
    """
    if file.stat().st_size > LONGEST_DOCUMENT:
        raise typer.BadParameter("the file is larger than any statement")
    data = file.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise typer.BadParameter("the file is not text in UTF-8") from None
    with evidence_of(inputs, leaves, key) as evidence:
        wrong = verify_document(text, evidence)
    if ledger and not wrong:
        with open_command_tools() as tools, tools.database.reading() as session:
            wrong = compare_with_books(session, text)
    for sentence in wrong:
        complaints.print(f"[red]✗[/red] {escape(printable(sentence))}", highlight=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(1)
    source = "the facts" if inputs else "the sums beside them"
    held = " and stand in the books" if ledger else ""
    console.print(f"[green]✓[/green] {len(read_figures(text))} figures follow from {source}{held}", highlight=False)
    console.print("[green]✓[/green] signed by that key" if key else "the signature was not checked: no --key")
    console.print(f"SHA-256 {hashlib.sha256(data).hexdigest()}", highlight=False, soft_wrap=True)


def _print_figures(document: str) -> None:
    table = Table("", "figure", "value", "unit", box=None)
    for figure in read_figures(document):
        _add(table, figure)
    console.print(table)


def _add(table: Table, figure: Mapping[str, object]) -> None:
    value = figure["value"]
    shown = str(value) if value is not None else f"withheld: {figure['withheld']}"
    table.add_row(str(figure["id"]), str(figure["name"]), shown, str(figure["unit"]))
    cells = figure["cells"]
    assert isinstance(cells, list)
    for cell in cells:
        table.add_row("", f"  {escape(str(cell['label']))}", cell["value"], "")
