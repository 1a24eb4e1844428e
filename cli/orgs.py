"""`solifair orgs`: lists of organisations in, the market's own directory out."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, write_out
from market.accounts.directories.import_listings import ListReport, import_listings
from market.accounts.directories.read_directory import read_directory
from market.accounts.directories.serialised import write_json_ld, write_turtle
from market.accounts.directories.statements import Directory

app = typer.Typer(help="Directories of organisations in and out.", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The list to read")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would happen")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON")] = False,
    now: Annotated[str | None, typer.Option(help="The moment to act at, ISO 8601; default: now")] = None,
) -> None:
    """Take a list of organisations: the ICA's youth-led co-ops, the UK's worker co-ops, or SUSY's map.

    They stay unverified, and no member of the market, until their own people claim them. Exits 1 if a row is refused.
    """
    data = file.read_bytes()
    with open_command_tools() as tools, tools.database.transaction() as session:
        report = import_listings(session, data, is_dry_run=dry_run, now=moment_or_now(now))
    if as_json:
        print(json.dumps({**asdict(report), "rows_total": report.rows_total}, ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.refused:
        raise typer.Exit(1)


class DirectoryFormat(StrEnum):
    TURTLE = "turtle"
    JSON_LD = "json-ld"


@app.command("export")
def export(
    written_as: Annotated[DirectoryFormat, typer.Option("--format", help="How it is written")] = DirectoryFormat.TURTLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; default: the terminal")] = None,
    lang: Annotated[str, typer.Option(help="Language of the texts where there is a choice")] = "en",
    now: Annotated[str | None, typer.Option(help="The moment to act at, ISO 8601; default: now")] = None,
) -> None:
    """Write the market's own organisations in the words of ESSGlobal."""
    at = moment_or_now(now)
    with open_command_tools() as tools:
        directory = Directory(tools.settings.api_url, tools.settings.storefront_url)
        entries = read_directory(tools.database, lang=lang, at=at)
        write = write_turtle if written_as is DirectoryFormat.TURTLE else write_json_ld
        pieces = write(entries, directory)
        write_out(pieces, output)


def _show(report: ListReport) -> None:
    if report.problems:
        table = Table("line", "column", "", "what")
        for problem in report.problems:
            kind = "refused" if problem.is_refused else "note"
            table.add_row(str(problem.line), problem.column, kind, f"{problem.code}: {problem.detail}")
        console.print(table)
    console.print(
        f"{report.source}: {report.rows_total} rows, {report.created} created, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.refused} refused; {report.missing} of an earlier list are not in it"
        f"{'; nothing was changed (dry run)' if report.is_dry_run else ''}",
        highlight=False,
    )
