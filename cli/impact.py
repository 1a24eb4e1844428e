"""`solifair impact`: statements that anyone can compute again."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli import rollups
from cli.tools import complaints, console, moment_or_now, open_command_tools
from market.impact import queries
from market.impact.build_statement import build_statement
from market.impact.compare_with_books import compare_with_books
from market.impact.document import Json
from market.impact.errors import NoSuchStatement
from market.impact.request_statement import request_statement
from market.impact.verify_document import LONGEST_DOCUMENT, read_figures, verify_document
from models.enums import StatementState, StatementSubject

app = typer.Typer(help="Solidarity-impact statements.", no_args_is_help=True)
app.command("follow")(rollups.follow)
app.command("check-rollups")(rollups.check_rollups)
app.command("rebuild-rollups")(rollups.rebuild_rollups)


@app.command()
def build(
    subject: Annotated[StatementSubject, typer.Option(help="the whole market, or one producer")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day, in UTC")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="day after the last")],
    organisation: Annotated[str | None, typer.Option(help="the producer's slug or id")] = None,
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Compute a statement now and print its figures."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        moment = moment_or_now(now)
        asked = request_statement(
            session,
            subject=subject,
            organisation_id=organisation,
            period_start=start.replace(tzinfo=UTC),
            period_end=end.replace(tzinfo=UTC),
            currency=tools.settings.market_currency,
            requested_by=None,
            now=moment,
        )
        statement = build_statement(session, asked.id, now=moment)
    if statement.document is None:
        complaints.print(f"[red]{statement.id} failed[/red]: {statement.failure}", highlight=False)
        raise typer.Exit(1)
    console.print(f"{statement.id}  {tools.settings.api_url}/v1/statements/{statement.id}/document", highlight=False)
    _print_figures(statement.document)


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
    ledger: Annotated[bool, typer.Option("--ledger", help="also compare its rows with this market's books")] = False,
) -> None:
    """Compute every figure of a published statement again; exit code 1 with a sentence for each that is wrong.

    Needs no network, no database and no settings, unless `--ledger` is given.
    """
    if file.stat().st_size > LONGEST_DOCUMENT:
        raise typer.BadParameter("the file is larger than any statement")
    data = file.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise typer.BadParameter("the file is not text in UTF-8") from None
    wrong = verify_document(text)
    if ledger and not wrong:
        with open_command_tools() as tools, tools.database.reading() as session:
            wrong = compare_with_books(session, text)
    for sentence in wrong:
        complaints.print(f"[red]✗[/red] {sentence}", highlight=False)
    if wrong:
        raise typer.Exit(1)
    held = " and stand in the books" if ledger else ""
    console.print(f"[green]✓[/green] {len(read_figures(text))} figures follow from the rows{held}", highlight=False)
    console.print(f"SHA-256 {hashlib.sha256(data).hexdigest()}", highlight=False, soft_wrap=True)


def _print_figures(document: str) -> None:
    table = Table("", "figure", "value", "unit", box=None)
    for figure in read_figures(document):
        _add(table, figure)
    console.print(table)


def _add(table: Table, figure: Json) -> None:
    value = figure["value"]
    shown = str(value) if value is not None else f"withheld: {figure['withheld']}"
    table.add_row(str(figure["id"]), str(figure["name"]), shown, str(figure["unit"]))
    cells = figure["cells"]
    assert isinstance(cells, list)
    for cell in cells:
        table.add_row("", f"  {cell['label']}", cell["value"], "")
