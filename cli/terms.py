"""`solifair terms`: the values that networks use, and vocabularies that others publish."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from cli.tools import console, open_command_tools, print_table
from market.accounts.vocabulary.import_terms import import_terms
from market.accounts.vocabulary.queries import count_by_scheme
from market.accounts.vocabulary.read_skos import read_skos

app = typer.Typer(help="Values and the words for them: bring vocabularies in, count them.", no_args_is_help=True)


@app.command("import")
def bring(
    files: Annotated[list[Path], typer.Argument(exists=True, readable=True, dir_okay=False, help="SKOS in RDF/XML")],
    prefix: Annotated[str, typer.Option(help="What their codes begin with")] = "essglobal",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change")] = False,
) -> None:
    """Bring SKOS vocabularies in or up to date, all or none. The same file twice changes nothing."""
    vocabularies = [(file, read_skos(file.read_bytes())) for file in files]
    with open_command_tools() as tools, tools.database.transaction() as session:
        for file, vocabulary in vocabularies:
            done = import_terms(session, vocabulary, prefix=prefix, today=tools.now().date(), is_dry_run=dry_run)
            console.print(
                f"{file.name}: {done.created} new, {done.updated} changed, {done.unchanged} as they were",
                highlight=False,
                markup=False,
            )
            for problem in vocabulary.problems:
                console.print(f"  {problem.concept}: {problem.code}: {problem.detail}", highlight=False, markup=False)
            for parent in done.unlinked:
                console.print(f"  no such wider concept: {parent}", highlight=False, markup=False)
    if dry_run:
        console.print("Nothing was written.")


@app.command("list")
def list_vocabularies() -> None:
    """Every vocabulary, and how many values it has."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = count_by_scheme(session)
    table = Table("vocabulary", Column("values", justify="right"))
    for scheme, count in rows:
        table.add_row(scheme, str(count))
    print_table(table)
