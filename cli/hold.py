"""`solifair hold`: let money wait, with a reason, and free it."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.earnings import queries
from market.earnings.hold import release_hold
from market.earnings.queries import HoldFact
from market.payouts.holds.place_hold import place_hold

app = typer.Typer(help="Holds: let money wait, free it, list why it waits.", no_args_is_help=True)

NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T12:00:00Z")]


@app.command()
def place(
    note: Annotated[str, typer.Option(help="why")],
    order: Annotated[str | None, typer.Option(help="what this order earned everybody")] = None,
    organisation: Annotated[str | None, typer.Option(help="all that this organisation has coming: id or slug")] = None,
    now: NowOption = None,
) -> None:
    """Let it wait. What a payout has claimed is not touched; what is held already is held once."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        placed = place_hold(
            session, order_id=order, organisation_id=organisation, note=note, by=None, now=moment_or_now(now)
        )
    _print(placed)


@app.command()
def release(
    hold: Annotated[str, typer.Argument(help="Id of a hold, hld_…")],
    note: Annotated[str, typer.Option(help="why the money is free again")],
    now: NowOption = None,
) -> None:
    """Free what it held; the next run pays it."""
    if not note.strip():
        raise typer.BadParameter("say why", param_hint="--note")
    with open_command_tools() as tools, tools.database.transaction() as session:
        released = release_hold(session, hold_id=hold, note=note.strip(), by=None, now=moment_or_now(now))
    _print(released)


@app.command("list")
def show(
    everything: Annotated[bool, typer.Option("--all", help="also those that were released")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """Why money waits, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        holds = queries.list_holds(session, open_only=not everything, before=None, limit=limit)
    table = Table(title="Holds")
    for column in ("hold", "of", "reason", "since", "note", "released"):
        table.add_column(column)
    for hold in holds:
        released = f"{hold.released_at:%Y-%m-%d %H:%M} {hold.release_note}" if hold.released_at else ""
        table.add_row(
            hold.id,
            hold.order_id or hold.organisation_id,
            hold.reason,
            f"{hold.placed_at:%Y-%m-%d %H:%M}",
            hold.note,
            released,
        )
    print_table(table)


def _print(hold: HoldFact) -> None:
    state = "released" if hold.released_at else "stands"
    console.print(f"{hold.id} of {hold.order_id or hold.organisation_id} {state}.", highlight=False, soft_wrap=True)
