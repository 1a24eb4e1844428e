"""`solifair catalog`: a producer's file in and out. The report is the API's."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from cli.export import export
from cli.feed import feed
from cli.tools import complaints, console, moment_or_now, open_command_tools
from market.catalog.errors import NoSuchProducer
from market.catalog.importing.formats import FORMATS, DecimalMark
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.mapping_queries import ColumnMapping
from market.catalog.importing.plan import Part
from market.catalog.importing.queries import find_producer_id
from market.catalog.importing.report import ImportReport, report_document
from market.catalog.importing.run_import import Progress
from market.catalog.importing.start_import import ImportWish
from market.catalog.shelf.tending_queries import rebuild_shelf
from models.enums import ImportOutcome, ImportState

app = typer.Typer(help="Products in and out of files.", no_args_is_help=True)
app.command("export")(export)
app.command("feed")(feed)

ProducerOption = Annotated[str, typer.Option("--producer", help="Slug or id of the producer's organisation")]


class Only(StrEnum):
    """What an import may be kept to."""

    PRICE = "price"
    STOCK = "stock"


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read")],
    producer: ProducerOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen")] = False,
    all_or_nothing: Annotated[bool, typer.Option(help="Apply nothing if one product is refused")] = False,
    format_: Annotated[str, typer.Option("--format", help="What wrote the file; `auto` finds out")] = "auto",
    columns: Annotated[
        list[str], typer.Option("--map", help="What a column of a sheet holds: `Libellé=name`; once for each")
    ] = [],  # noqa: B006
    decimal_mark: Annotated[DecimalMark, typer.Option(help="What stands before decimals in the file")] = (
        DecimalMark.POINT
    ),
    only: Annotated[list[Only], typer.Option(help="Change nothing else, and make nothing")] = [],  # noqa: B006
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON, as the API gives it")] = False,
    now: Annotated[str | None, typer.Option(help="The moment to act at, ISO 8601; default: now")] = None,
) -> None:
    """Import a catalogue file. Exits 1 when any product is refused, or the columns of a sheet are not explained."""
    if format_ != "auto" and format_ not in FORMATS:
        raise typer.BadParameter(f"known: auto, {', '.join(FORMATS)}", param_hint="--format")
    wish = ImportWish(
        is_dry_run=dry_run,
        is_all_or_nothing=all_or_nothing,
        only=frozenset(map(Part, only)),
        mapping=ColumnMapping(_fields(columns), decimal_mark),
    )
    at = moment_or_now(now)
    with open_command_tools() as tools, file.open("rb") as stream, _bar() as progress:
        with tools.database.reading() as session:
            producer_id = find_producer_id(session, producer)
        if producer_id is None:
            raise NoSuchProducer()
        report = import_catalog(
            tools.database,
            tools.files,
            producer_id=producer_id,
            person_id=None,
            file_name=file.name,
            data=stream,
            file_format=None if format_ == "auto" else format_,
            terms=ImportTerms(tools.settings.market_currency, tools.settings.market_country),
            wish=wish,
            now=at,
            progress=progress,
        )
    if as_json:
        print(
            json.dumps(report_document(report, currency=tools.settings.market_currency), ensure_ascii=False, indent=2)
        )
    else:
        _show(report)
    if report.refused or report.state is ImportState.UNMAPPED:
        raise typer.Exit(1)


def _fields(columns: Sequence[str]) -> dict[str, str]:
    """`Libellé=name` by title. The field is what stands behind the last `=`."""
    parts = [column.rpartition("=") for column in columns]
    if not all(title and field for title, _, field in parts):
        raise typer.BadParameter("write the column's title, `=` and the field: `Libellé=name`", param_hint="--map")
    return {title: field for title, _, field in parts}


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar for people who look on, nothing for a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    rows = (TextColumn("rows"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with ProgressBar(*rows, console=complaints, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _show(report: ImportReport) -> None:
    if report.state is ImportState.UNMAPPED:
        _show_columns(report)
        return
    told = [row for row in report.rows if row.problems or row.outcome is not ImportOutcome.UNCHANGED]
    table = Table("row", "product", "outcome", "column", "what")
    for row in told:
        table.add_row(str(row.row), row.handle, row.outcome, "", "")
        for change in row.changes:
            table.add_row("", change.variant, "change", change.what, f"{change.before or '-'} → {change.after or '-'}")
        for problem in row.problems:
            table.add_row(str(problem.row), "", problem.severity, problem.column, f"{problem.code}: {problem.detail}")
    if told:
        console.print(table)
    if report.products_done > len(report.rows):
        console.print(f"These are the first {len(report.rows)} of {report.products_done} products.", highlight=False)
    verb = {
        ImportState.CHECKED: "nothing was changed (dry run)",
        ImportState.REFUSED: "nothing was changed (all or nothing)",
        ImportState.CANCELLED: "called off",
    }.get(report.state, "applied")
    console.print(
        f"{report.rows_total} rows: {report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.refused} refused; {verb}. Report {report.id}",
        highlight=False,
    )


def _show_columns(report: ImportReport) -> None:
    table = Table("column", "seems to hold")
    for column in report.columns:
        table.add_row(column, report.column_fields.get(column, ""))
    console.print(table)
    console.print("Say what the columns hold, once: --map 'COLUMN=FIELD' for each. Nothing was changed.")


@app.command()
def shelve() -> None:
    """Write anew what lists and search are read from: after a restore, or rows written past the triggers."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        rebuild_shelf(session)
    console.print("The shelf is written anew.")
