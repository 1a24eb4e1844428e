"""`solifair payout`: run payouts for a week, look at them, say what a bank did with them."""

from typing import Annotated

import typer
from rich.table import Table

from cli import rails
from cli.bank_file import bank_file
from cli.tools import console, moment_or_now, open_command_tools, print_table
from kit.clock import IsoWeek
from market.payments.book_funds import book_usable_funds
from market.payouts import queries
from market.payouts.cancel_payout import cancel_payout
from market.payouts.claim_queries import Shortfall
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import BadPeriod
from market.payouts.execute_operation import execute_operation
from market.payouts.queries import PayoutFact
from market.payouts.return_payout import return_payout
from market.payouts.run_due_periods import run_due_periods
from market.payouts.run_payouts import run_payouts
from market.payouts.story.rules import said

app = typer.Typer(
    help="Payouts: run a week, show it, write the bank's list, say what became of a transfer.", no_args_is_help=True
)
app.command("bank-file")(bank_file)
app.add_typer(rails.app, name="rails")

PeriodOption = Annotated[str, typer.Option(help="ISO week, e.g. 2026-W48")]
NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-30T00:00:00Z")]
PayoutOption = Annotated[str, typer.Option(help="Id of a payout, pyt_…")]
BecauseOption = Annotated[str, typer.Option(help="why, as the producer shall read it")]

_MOST_SHOWN = 200


@app.command()
def run(
    period: PeriodOption,
    now: NowOption = None,
    execute: Annotated[bool, typer.Option(help="Also send the transfers now, beside any worker")] = True,
) -> None:
    """Pay everybody what is due. Safe to repeat: what was paid stays paid, what fell due since is added."""
    week, moment = _week(period), moment_or_now(now)
    with open_command_tools() as tools:
        book_usable_funds(tools.database, now=moment)
        with tools.database.transaction() as session:
            outcome = run_payouts(
                session, period=week, now=moment, triggered_by="command line", terms=tools.payout_terms
            )
        if execute:
            with tools.database.reading() as session:
                operations = queries.list_open_operations(session, week)
            for operation_id in operations:
                # Sent by the true clock: leases and retries must fit those of the workers beside us.
                execute_operation(tools.database, tools.stripe, operation_id=operation_id, now=tools.now())
        with tools.database.reading() as session:
            runs = queries.list_runs_of_period(session, week)
            payouts = queries.list_payouts_of_runs(session, [run.id for run in runs], limit=_MOST_SHOWN)
    _print_payouts(str(week), payouts, sum(run.payouts for run in runs))
    _print_shortfalls(outcome.shortfalls)
    if outcome.new_run_id is None:
        console.print("Nothing was newly due: the runs of this week are unchanged.")
    else:
        console.print(f"Run {outcome.new_run_id}, sequence {runs[-1].sequence} of {week}.")


@app.command()
def due(now: NowOption = None) -> None:
    """Run every week that is over and was not run, oldest first, as the clock does. Workers send the transfers, or
    `operations run`. Safe to repeat."""
    with open_command_tools() as tools:
        ran = run_due_periods(tools.database, now=moment_or_now(now), triggered_by="command", terms=tools.payout_terms)
    for outcome in ran:
        console.print(f"{outcome.period}: {outcome.payouts} payout(s), run {outcome.new_run_id}", highlight=False)
        _print_shortfalls(outcome.shortfalls)
    if not ran:
        console.print("No week is due.")


@app.command()
def show(period: PeriodOption) -> None:
    """The payouts of a week as they stand."""
    week = _week(period)
    with open_command_tools() as tools, tools.database.reading() as session:
        runs = queries.list_runs_of_period(session, week)
        payouts = queries.list_payouts_of_runs(session, [run.id for run in runs], limit=_MOST_SHOWN)
    _print_payouts(str(week), payouts, sum(run.payouts for run in runs))
    console.print(f"{len(runs)} run(s).")


@app.command()
def confirm(
    payout: PayoutOption,
    reference: Annotated[str, typer.Option(help="The bank's own reference of the transfer")],
    now: NowOption = None,
) -> None:
    """Book that a bank transfer has left. The same reference twice is harmless, another one is refused."""
    said_so = _worded(reference, "--reference")
    with open_command_tools() as tools, tools.database.transaction() as session:
        confirmed = confirm_manual_payout(session, payout_id=payout, bank_reference=said_so, now=moment_or_now(now))
    _print_one(confirmed)


@app.command("return")
def bring_back(payout: PayoutOption, because: BecauseOption, now: NowOption = None) -> None:
    """Book that a bank transfer came back: it is owed again. Safe to repeat."""
    why = _worded(because, "--because")
    with open_command_tools() as tools, tools.database.transaction() as session:
        returned = return_payout(session, payout_id=payout, reason=why, now=moment_or_now(now))
    _print_one(returned)


@app.command()
def cancel(payout: PayoutOption, because: BecauseOption, now: NowOption = None) -> None:
    """Stop a payout that nobody has sent: it is owed again. Safe to repeat."""
    why = _worded(because, "--because")
    with open_command_tools() as tools, tools.database.transaction() as session:
        cancelled = cancel_payout(session, payout_id=payout, reason=why, now=moment_or_now(now))
    _print_one(cancelled)


def _worded(text: str, option: str) -> str:
    if not text.strip():
        raise typer.BadParameter("it is empty", param_hint=option)
    return text.strip()


def _week(period: str) -> IsoWeek:
    try:
        return IsoWeek.parse(period)
    except ValueError:
        raise BadPeriod(period) from None


def _print_one(payout: PayoutFact) -> None:
    console.print(f"{payout.id}: {said(payout.money)} to {payout.beneficiary_name} is {payout.state}.")


def _print_payouts(week: str, payouts: list[PayoutFact], of_all: int) -> None:
    table = Table(title=f"Payouts {week}")
    for column in ("payout", "to", "for", "by", "amount", "netted", "state", "proof"):
        table.add_column(column, justify="right" if column in {"amount", "netted"} else "left")
    for payout in payouts:
        table.add_row(
            payout.id,
            payout.beneficiary_name,
            payout.purpose,
            payout.rail,
            said(payout.money),
            said(payout.netted) if payout.netted.minor else "",
            payout.state,
            payout.transfer_id or payout.bank_reference or payout.failure or "",
        )
    print_table(table)
    if of_all > len(payouts):
        console.print(f"The first {len(payouts)} of {of_all} payouts.")


def _print_shortfalls(shortfalls: tuple[Shortfall, ...]) -> None:
    for short in shortfalls:
        console.print(
            f"[yellow]Held back[/yellow]: {short.purpose} of {short.beneficiary_id}, {said(short.due)} due but only "
            f"{said(short.owed)} owed."
        )
