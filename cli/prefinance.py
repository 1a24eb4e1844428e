"""`solifair prefinance`: what a producer asked funds for, and what it owes today."""

from typing import Annotated

import typer
from rich.table import Column, Table

from cli.tools import moment_or_now, open_command_tools, print_table
from kit.money import Money
from market.payouts.writing.rules import plain_amount
from market.prefinance.read_prefinance import list_of_organisation

app = typer.Typer(help="Money of funds ahead of a harvest.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]
_PAGE = 500


@app.callback()
def main() -> None:
    """Keeps the name of the one command."""


@app.command("list")
def list_prefinance(organisation_id: str, at: At = None) -> None:
    """What an organisation asked for, newest first, what is owed of it and its interest until today."""
    with open_command_tools() as tools, tools.database.reading() as session:
        now = moment_or_now(at)
        views = list_of_organisation(session, organisation_id, before=None, limit=_PAGE, now=now)
    amounts = [Column(name, justify="right") for name in ("amount", "owed", "interest")]
    table = Table(Column("id", no_wrap=True), "fund", "what", *amounts, "until", "stands")
    for view in views:
        fact = view.fact
        minors = fact.amount_minor, view.owed.principal_minor, view.owed.interest_minor
        said = [plain_amount(Money(minor, fact.currency)) for minor in minors]
        table.add_row(fact.id, fact.fund_name, fact.expected_what, *said, fact.due_on.isoformat(), fact.state)
    print_table(table)
