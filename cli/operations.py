"""`solifair operations`: what is asked of Stripe, done once now. `solifair sweep`: everything that waits."""

from typing import Annotated

import typer

from cli.tools import complaints, console, moment_or_now, open_command_tools
from market.events.do_what_waits import do_what_waits
from market.events.sweep import sweep as ask_again
from market.payouts.execute_operation import execute_pending

app = typer.Typer(help="What is asked of Stripe: do what is due, once.", no_args_is_help=True)

NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T12:00:00Z")]


@app.callback()
def operations() -> None:
    """Keeps `run` a word of its own."""


@app.command()
def run(now: NowOption = None) -> None:
    """Try every transfer, refund and reversal that is due, once, beside any worker."""
    with open_command_tools() as tools:
        tried = execute_pending(tools.database, tools.stripe, now=moment_or_now(now))
    for operation_id, state in tried.items():
        console.print(f"{operation_id}  {state}", highlight=False)
    console.print(f"{len(tried)} operation(s) tried.")


def sweep(
    now: NowOption = None,
    execute: Annotated[
        bool, typer.Option("--execute", help="do it here and now instead of asking the workers")
    ] = False,
) -> None:
    """Find everything that a lost message or a dead worker left unfinished, and ask the workers again."""
    moment = moment_or_now(now)
    with open_command_tools() as tools:
        if execute:
            done = do_what_waits(tools.database, tools.stripe, terms=tools.terms, now=moment)
            for name, count in vars(done).items():
                console.print(f"{name.replace('_', ' ')}: {count}", highlight=False)
            if done.put_off:
                complaints.print(f"{done.put_off} event(s) could not be handled: `solifair events list --waiting`.")
                raise typer.Exit(1)
            return
        with tools.database.transaction() as session:
            found = ask_again(session, now=moment)
    for name, count in vars(found).items():
        console.print(f"{name.replace('_', ' ')}: {int(count)}", highlight=False)
