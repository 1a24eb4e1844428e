"""`solifair dispute`: payments that buyers' banks question, and who bears the lost ones."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.payments.disputes import queries
from market.payments.disputes.charge_dispute import charge_dispute
from market.payouts.story.rules import amount
from models.enums import LiableParty

app = typer.Typer(help="Disputes: list them, say who bears a lost one.", no_args_is_help=True)


@app.command("list")
def show(limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50) -> None:
    """Disputes, newest first. Evidence is given in Stripe's dashboard."""
    with open_command_tools() as tools, tools.database.reading() as session:
        disputes = queries.list_disputes(session, before=None, limit=limit)
    table = Table(title="Disputes")
    for column in ("dispute", "order", "at Stripe", "reason", "amount", "status", "borne by", "answer by"):
        table.add_column(column, justify="right" if column == "amount" else "left")
    for dispute in disputes:
        table.add_row(
            dispute.id,
            dispute.order_id,
            dispute.stripe_dispute_id,
            dispute.reason,
            amount(dispute.amount_minor, dispute.currency),
            dispute.status,
            dispute.charged_to or "",
            f"{dispute.due_at:%Y-%m-%d %H:%M}" if dispute.due_at else "",
        )
    print_table(table)


@app.command()
def charge(
    dispute: Annotated[str, typer.Argument(help="Id of a lost dispute, dsp_…")],
    to: Annotated[LiableParty, typer.Option(help="who bears it")],
    reason: Annotated[str, typer.Option(help="on what evidence")],
    now: Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T12:00:00Z")] = None,
) -> None:
    """Say who bears a lost dispute, once. Until somebody does, the market does."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        decided = charge_dispute(session, dispute_id=dispute, to=to, reason=reason, by=None, now=moment_or_now(now))
        console.print(f"{decided.id}: the {decided.charged_to} bears it.", highlight=False)
