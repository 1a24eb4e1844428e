"""`solifair reconcile`: does Stripe's account of the market's money agree with the books."""

import json
from datetime import timedelta
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from kit.money import Money
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.reconcile.rules import parse_day, said
from market.payments.reconcile.suspend_movement import suspend_movement

app = typer.Typer(help="Stripe's movements beside the books: compare a day, see to a stray one.", no_args_is_help=True)

NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T06:00:00Z")]


@app.command()
def stripe(
    day: Annotated[str | None, typer.Option(help="The day, in UTC, e.g. 2026-11-24; yesterday if not given")] = None,
    now: NowOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> None:
    """Import a day of Stripe's movements, match each with the books, and name every difference: exit code 1 on any."""
    moment = moment_or_now(now)
    asked = parse_day(day) if day is not None else (moment - timedelta(days=1)).date()
    with open_command_tools() as tools:
        found = reconcile_day(tools.database, tools.stripe, day=asked, now=moment)
    if as_json:
        console.print_json(json.dumps(_document(found)))
    else:
        _print(found)
    if not found.is_well:
        raise typer.Exit(1)


@app.command()
def suspend(
    movement: Annotated[str, typer.Argument(help="Id of a movement that has no entry, txn_…")],
    because: Annotated[str, typer.Option(help="what it is, as far as is known")],
    now: NowOption = None,
) -> None:
    """Book a movement whose entry will not come to suspense, so that the books say what Stripe has."""
    if not because.strip():
        raise typer.BadParameter("say what it is", param_hint="--because")
    with open_command_tools() as tools, tools.database.transaction() as session:
        journal_id = suspend_movement(session, movement, reason=because.strip(), now=moment_or_now(now))
    console.print(f"{movement} is in suspense: {journal_id}", highlight=False)


def _print(found: Reconciliation) -> None:
    movements = Table(title=f"Stripe's movements of {found.day}")
    for column in ("type", "how many", "without entry", "amount", "fee", "net"):
        movements.add_column(column, justify="left" if column == "type" else "right")
    for kind in found.movements:
        movements.add_row(
            kind.type, str(kind.how_many), str(kind.unmatched), said(kind.amount), said(kind.fee), said(kind.net)
        )
    totals = Table(title="All movements up to the end of that day, and the books")
    for column in ("currency", "Stripe", "books", "under way", "difference", "reserved", "balance now"):
        totals.add_column(column, justify="left" if column == "currency" else "right")
    for line in found.totals:
        amounts = (
            line.stripe_minor,
            line.books_minor,
            line.under_way_minor,
            line.difference_minor,
            line.reserved_minor,
        )
        balance = "" if line.balance_minor is None else said(Money(line.balance_minor, line.currency))
        totals.add_row(line.currency, *(said(Money(minor, line.currency)) for minor in amounts), balance)
    print_table(movements)
    print_table(totals)
    for difference in found.differences:
        complaints.print(f"[red]{difference.name}[/red]: {difference.sentence}", highlight=False, soft_wrap=True)
        complaints.print(f"  {', '.join(difference.ids)}", highlight=False, soft_wrap=True)
    if found.is_well:
        console.print(f"Stripe and the books agree on {found.day}.")


def _document(found: Reconciliation) -> dict[str, object]:
    return {
        "day": str(found.day),
        "as_of": found.as_of.isoformat(),
        "is_well": found.is_well,
        "movements": [
            {
                "type": kind.type,
                "currency": kind.amount.currency,
                "count": kind.how_many,
                "without_entry": kind.unmatched,
                "amount_minor": kind.amount.minor,
                "fee_minor": kind.fee.minor,
                "net_minor": kind.net.minor,
            }
            for kind in found.movements
        ],
        "totals": [{**vars(line), "difference_minor": line.difference_minor} for line in found.totals],
        "differences": [
            {"name": difference.name, "sentence": difference.sentence, "ids": list(difference.ids)}
            for difference in found.differences
        ],
    }
