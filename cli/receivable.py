"""`solifair receivable`: what organisations owe back, and giving it up."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from kit.ids import new_id
from kit.money import Money
from market.payouts.receivables.queries import list_receivables
from market.payouts.receivables.write_off import write_off
from market.payouts.story.rules import amount
from models.enums import PayoutPurpose

app = typer.Typer(help="What organisations owe back: list it, write it off.", no_args_is_help=True)


@app.command("list")
def show(limit: Annotated[int, typer.Option(min=1, max=10_000)] = 500) -> None:
    """Who owes back how much of what they were paid."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = list_receivables(session, limit=limit)
    table = Table(title="Owed back")
    for column in ("organisation", "name", "purpose", "owed back"):
        table.add_column(column, justify="right" if column == "owed back" else "left")
    for one in found:
        table.add_row(one.slug, one.name, one.purpose, amount(one.owed_back.minor, one.owed_back.currency))
    print_table(table)


@app.command("write-off")
def give_up(
    organisation: Annotated[str, typer.Argument(help="id or slug")],
    minor: Annotated[int, typer.Argument(min=1, help="minor units")],
    currency: Annotated[str, typer.Argument(help="such as EUR")],
    reason: Annotated[str, typer.Option(help="why it will not come, as the organisation shall read it")],
    purpose: Annotated[PayoutPurpose, typer.Option(help="what it had been paid for")] = PayoutPurpose.GOODS,
    key: Annotated[str | None, typer.Option(help="the same key gives it up once; repeat it to be safe")] = None,
    now: Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T12:00:00Z")] = None,
) -> None:
    """Give up what will not come: the market bears it, and later payouts are not netted with it."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        done = write_off(
            session,
            organisation=organisation,
            purpose=purpose,
            money=Money(minor, currency),
            key=key or new_id("key"),
            reason=reason,
            by=None,
            now=moment_or_now(now),
        )
    given_up, left = amount(done.money.minor, currency), amount(done.left.minor, currency)
    console.print(
        f"{done.id}: {given_up} for {done.purpose} of {done.organisation_id} written off, {left} still owed back.",
        highlight=False,
        soft_wrap=True,
    )
