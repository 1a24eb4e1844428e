"""`solifair schemes`: certification schemes as data."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from certification.errors import UnknownScheme
from certification.schemes import queries
from certification.schemes.load_schemes import Loaded, load_schemes
from certification.schemes.read_schemes import BUILT_IN, read_schemes
from cli.tools import console, open_command_tools, print_table, settings_or_exit
from gateways.register_lists import RegisterLists
from gateways.registers import NoRegisters

app = typer.Typer(help="Certification schemes: bring them in, read them.", no_args_is_help=True)


@app.command()
def load(
    file: Annotated[
        Path | None, typer.Argument(exists=True, readable=True, help="A TOML file or a folder of them; default: ours")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only tell what would change")] = False,
) -> None:
    """Bring schemes in or up to date. The same file twice changes nothing; what a fact was before is kept."""
    schemes = read_schemes(file or BUILT_IN)
    with open_command_tools() as tools, tools.database.transaction() as session:
        loaded = load_schemes(session, schemes, now=tools.now(), is_check=check)
    for one in loaded:
        _tell(one)
    if check:
        console.print("Nothing was written.")


def _tell(one: Loaded) -> None:
    console.print(f"{one.code}: {one.outcome}", highlight=False)
    for change in one.changes:
        console.print(f"  {change.fact}: {change.before!r} → {change.after!r}", highlight=False, markup=False)
        if change.shows and one.certificates:
            console.print(f"  [yellow]decides what {one.certificates} certificates show[/yellow]", highlight=False)
    if one.unconfirmed:
        console.print(f"  not confirmed: {', '.join(one.unconfirmed)}", highlight=False, markup=False)


@app.command("look-up")
def look_up(code: str, number: str) -> None:
    """What the scheme's register says of a number, as a verifier would be told. Nothing is kept."""
    folder = settings_or_exit().registers_dir
    entry = (RegisterLists(folder) if folder else NoRegisters()).look_up(code, number)
    if entry is None:
        console.print("The register has no entry of this number.")
        raise typer.Exit(1)
    for name, value in asdict(entry).items():
        if value:
            console.print(f"{name}: {value}", highlight=False, markup=False)


@app.command("list")
def list_schemes() -> None:
    """Every scheme of this market."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_schemes(session)
        uses = queries.count_certificates(session)
    table = Table(Column("code", no_wrap=True), "name", "assurance", "certificates", "confirmed")
    for row in rows:
        sure = sum(bool(fact.get("confirmed")) for fact in row.facts.values())
        table.add_row(
            row.code, row.name, row.assurance_class, str(uses.get(row.code, 0)), f"{sure} of {len(row.facts)}"
        )
    print_table(table)


@app.command()
def show(code: str) -> None:
    """One scheme: its facts, where each was read, whether it is confirmed, and what was changed when."""
    with open_command_tools() as tools, tools.database.reading() as session:
        scheme = queries.find_scheme(session, code)
        if scheme is None:
            raise UnknownScheme(code)
        changes = queries.list_changes(session, scheme.id)
    facts = Table(Column("fact", no_wrap=True), "value", "confirmed", "source")
    for name, told in sorted(scheme.facts.items()):
        value = told.get("value", scheme.codes.get(name, getattr(scheme, name, "")))
        facts.add_row(name, str(value), "yes" if told.get("confirmed") else "no", str(told.get("source")))
    print_table(facts)
    if scheme.note:
        console.print(scheme.note, highlight=False, markup=False)
    if changes:
        history = Table("changed", "fact", "before", "after")
        for change in changes:
            history.add_row(
                change.recorded_at.isoformat(timespec="seconds"), change.fact, repr(change.before), repr(change.after)
            )
        print_table(history)
