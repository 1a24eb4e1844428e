"""`solifair payout rails`: which road money takes to which country."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, open_command_tools, print_table
from market.payouts.accounts import queries
from market.payouts.accounts.load_rail_rules import load_rail_rules, read_rail_rules
from market.payouts.accounts.rail_rules import built_in_rules

app = typer.Typer(help="The roads that money takes: load the rules, list them.", no_args_is_help=True)


@app.command()
def load(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV: platform_country,country,rail,source,is_confirmed; without it, the rules Solifair brings along",
        ),
    ] = None,
) -> None:
    """Load the rules that choose an organisation's rail by its country. Twice, the second time changes nothing."""
    with open_command_tools() as tools:
        if file is None:
            rules = built_in_rules(tools.settings.market_country)
        else:
            rules = read_rail_rules(file.read_text(encoding="utf-8-sig"))
        with tools.database.transaction() as session:
            loaded = load_rail_rules(session, rules)
    console.print(f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} as before.", highlight=False)


@app.command("list")
def list_rules() -> None:
    """Every rule, on whose word, and whether that is certain."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rules = queries.list_rail_rules(session)
    table = Table(title="Rails")
    for column in ("market in", "to", "rail", "certain", "source"):
        table.add_column(column)
    for rule in rules:
        table.add_row(
            rule.platform_country, rule.country, rule.rail, "yes" if rule.is_confirmed else "look again", rule.source
        )
    print_table(table)
