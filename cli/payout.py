"""`solifair payout`: run payouts for a week, look at them, confirm bank transfers."""

from decimal import Decimal
from typing import Annotated

import typer
from babel.numbers import get_currency_precision
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from kit.clock import IsoWeek
from kit.money import Money
from market.payouts import queries
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import BadPeriod
from market.payouts.queries import PayoutFact
from market.payouts.rules import HeldBack
from market.payouts.run_payouts import run_payouts
from market.payouts.send_payout import send_payout

app = typer.Typer(help="Payouts: run a week, show it, confirm bank transfers.", no_args_is_help=True)

PeriodOption = Annotated[str, typer.Option(help="ISO week, e.g. 2026-W48")]
NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-30T00:00:00Z")]


@app.command()
def run(
    period: PeriodOption,
    now: NowOption = None,
    execute: Annotated[bool, typer.Option(help="Also send the transfers now, beside any worker")] = True,
) -> None:
    """Pay everybody what is due. Safe to repeat: what was paid stays paid, what fell due since is added."""
    week, moment = _week(period), moment_or_now(now)
    with open_command_tools() as tools:
        with tools.database.transaction() as session:
            outcome = run_payouts(session, period=week, now=moment, triggered_by="command line")
        if execute:
            with tools.database.reading() as session:
                operations = queries.list_open_operations(session, week)
            for operation_id in operations:
                # Sent by the true clock: leases and retries must fit those of the workers beside us.
                send_payout(tools.database, tools.stripe, operation_id=operation_id, now=tools.now())
        with tools.database.reading() as session:
            payouts = queries.list_payouts_of_runs(session, [run.id for run in outcome.runs])
    _print_payouts(str(week), payouts)
    _print_held_back(outcome.held_back)
    if outcome.new_run_id is None:
        console.print("Nothing was newly due: the runs of this week are unchanged.")
    else:
        console.print(f"Run {outcome.new_run_id}, sequence {outcome.runs[-1].sequence} of {week}.")


@app.command()
def show(period: PeriodOption) -> None:
    """The payouts of a week as they stand."""
    week = _week(period)
    with open_command_tools() as tools, tools.database.reading() as session:
        runs = queries.list_runs_of_period(session, week)
        payouts = queries.list_payouts_of_runs(session, [run.id for run in runs])
    _print_payouts(str(week), payouts)
    console.print(f"{len(runs)} run(s).")


@app.command()
def confirm(
    payout: Annotated[str, typer.Option(help="Id of a payout by bank transfer")],
    reference: Annotated[str, typer.Option(help="The bank's own reference of the transfer")],
    now: NowOption = None,
) -> None:
    """Book that a bank transfer has left. The same reference twice is harmless, another one is refused."""
    if not reference.strip():
        raise typer.BadParameter("the bank's reference is empty")
    with open_command_tools() as tools, tools.database.transaction() as session:
        confirmed = confirm_manual_payout(
            session, payout_id=payout, bank_reference=reference.strip(), now=moment_or_now(now)
        )
    console.print(f"{confirmed.id}: {_amount(confirmed.money)} to {confirmed.beneficiary_name} is {confirmed.state}.")


def _week(period: str) -> IsoWeek:
    try:
        return IsoWeek.parse(period)
    except ValueError:
        raise BadPeriod(period) from None


def _amount(money: Money) -> str:
    whole = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
    return f"{whole:,} {money.currency}"


def _print_payouts(week: str, payouts: list[PayoutFact]) -> None:
    table = Table(title=f"Payouts {week}")
    for column in ("payout", "to", "for", "by", "amount", "state", "proof"):
        table.add_column(column, justify="right" if column == "amount" else "left")
    for payout in payouts:
        table.add_row(
            payout.id,
            payout.beneficiary_name,
            payout.purpose,
            payout.rail,
            _amount(payout.money),
            payout.state,
            payout.transfer_id or payout.bank_reference or payout.failure or "",
        )
    print_table(table)


def _print_held_back(held_back: tuple[HeldBack, ...]) -> None:
    for short in held_back:
        console.print(
            f"[yellow]Held back[/yellow]: {short.due.purpose} of {short.due.beneficiary_id}, "
            f"{_amount(short.due.money)} due but only {_amount(short.owed)} owed."
        )
