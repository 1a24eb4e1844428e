"""`solifair catalog`: a producer's file in and out. The report is the API's."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.export import export
from cli.tools import console, moment_or_now, open_command_tools
from market.catalog.errors import NoSuchProducer
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.plan import Outcome
from market.catalog.importing.queries import find_producer_id
from market.catalog.importing.report import ImportReport, report_document
from models.enums import ImportState

app = typer.Typer(help="Products in and out of files.", no_args_is_help=True)
app.command("export")(export)

ProducerOption = Annotated[str, typer.Option("--producer", help="Slug or id of the producer's organisation")]


class Format(StrEnum):
    SHOPIFY = "shopify"


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read")],
    producer: ProducerOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen")] = False,
    all_or_nothing: Annotated[bool, typer.Option(help="Apply nothing if one product is refused")] = False,
    format_: Annotated[Format, typer.Option("--format", help="What wrote the file")] = Format.SHOPIFY,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON, as the API gives it")] = False,
    now: Annotated[str | None, typer.Option(help="The moment to act at, ISO 8601; default: now")] = None,
) -> None:
    """Import a catalogue file. Exits 1 when any product is refused."""
    at = moment_or_now(now)
    data = file.read_bytes()
    with open_command_tools() as tools, tools.database.transaction() as session:
        producer_id = find_producer_id(session, producer)
        if producer_id is None:
            raise NoSuchProducer()
        report = import_catalog(
            session,
            producer_id=producer_id,
            person_id=None,
            file_name=file.name,
            data=data,
            file_format=format_,
            currency=tools.settings.market_currency,
            market_country=tools.settings.market_country,
            is_dry_run=dry_run,
            is_all_or_nothing=all_or_nothing,
            now=at,
        )
    if as_json:
        print(json.dumps(report_document(report), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.refused:
        raise typer.Exit(1)


def _show(report: ImportReport) -> None:
    told = [row for row in report.rows if row.problems or row.outcome is not Outcome.UNCHANGED]
    table = Table("row", "product", "outcome", "column", "what")
    for row in told:
        table.add_row(str(row.row), row.handle, row.outcome, "", "")
        for problem in row.problems:
            table.add_row(str(problem.row), "", problem.severity, problem.column, f"{problem.code}: {problem.detail}")
    if told:
        console.print(table)
    verb = {
        ImportState.CHECKED: "nothing was changed (dry run)",
        ImportState.REFUSED: "nothing was changed (all or nothing)",
        ImportState.APPLIED: "applied",
    }[report.state]
    console.print(
        f"{report.rows_total} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.refused} refused; {verb}. Report {report.id}",
        highlight=False,
    )
