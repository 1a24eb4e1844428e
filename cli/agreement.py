"""`solifair agreement`: what organisations signed to give each other, and the balance of it."""

from typing import Annotated

import typer
from rich.table import Column, Table

from cli.tools import moment_or_now, open_command_tools, print_table
from market.agreements import page_queries
from market.agreements.read_agreement import read_balance

app = typer.Typer(help="Trade agreements between organisations.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]
_PAGE = 500


@app.command("list")
def list_agreements(at: At = None) -> None:
    """Every agreement that all its parties signed, in its last version."""
    with open_command_tools() as tools, tools.database.reading() as session:
        now = moment_or_now(at)
        heads = page_queries.list_public(session, now=now, before=None, limit=_PAGE)
    table = Table(Column("id", no_wrap=True), "title", "version", "parties", "from", "until", "stands")
    for head in heads:
        days = head.starts_on.isoformat(), head.ends_on.isoformat()
        table.add_row(head.id, head.title, str(head.version), ", ".join(head.parties), *days, head.state)
    print_table(table)


@app.command()
def balance(agreement_id: str, at: At = None) -> None:
    """Who gave what to whom, quarter by quarter, and what is still to be given."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = read_balance(session, agreement_id, first_day=None, end_day=None, now=moment_or_now(at))
    table = Table("when", "giver", "receiver", "what", Column("quantity", justify="right"), "stands")
    for one in found.given:
        table.add_row(
            one.quarter.isoformat(), one.giver, one.receiver, one.what, f"{one.quantity:f} {one.unit}", "given"
        )
    for bought in found.ordered:
        goods = f"{bought.goods_minor} {bought.currency}"
        orders = f"{bought.orders} orders without a fee"
        table.add_row(bought.quarter.isoformat(), bought.producer, bought.buyer, orders, goods, "paid")
    for left in found.still_open:
        stands = "late" if left.due_on < found.today else "open"
        quantity = f"{left.quantity:f} {left.unit}"
        table.add_row(left.due_on.isoformat(), left.giver, left.receiver, left.what, quantity, stands)
    print_table(table)
