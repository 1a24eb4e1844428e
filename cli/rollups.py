"""`solifair impact check-rollups` and its like: the kept sums of impact facts, held against the books."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from market.impact.facts import check_rollups as checking
from market.impact.facts import rebuild_rollups as rebuilding
from market.impact.facts.keep_up import keep_up

NowOption = Annotated[str | None, typer.Option(help="pretend that it is this moment")]


def follow() -> None:
    """Write the facts of all that was booked since the last time, and add them up. Workers do it every few seconds."""
    with open_command_tools() as tools:
        upto = keep_up(tools.database)
    console.print("There was nothing new." if upto is None else f"Followed to entry {upto}.")


def check_rollups(now: NowOption = None) -> None:
    """Compute every impact fact, sum and root again from the books; exit code 1 with a row for each that differs."""
    with open_command_tools() as tools:
        found = checking.check_rollups(tools.database, now=moment_or_now(now))
    if not found:
        console.print("[green]✓[/green] Facts, sums and roots are those of the books.", highlight=False)
        return
    table = Table("day", "what", "kept", "should be", title="Otherwise in the books")
    for one in found:
        table.add_row(one.on.isoformat(), one.what, str(one.kept), str(one.found))
    print_table(table)
    complaints.print(f"[red]{len(found)} differences[/red]; nothing was corrected.", highlight=False)
    raise typer.Exit(1)


def rebuild_rollups(
    reason: Annotated[str, typer.Option(help="why, as the audit log shall say it")],
    now: NowOption = None,
) -> None:
    """Make the kept sums and roots again from the facts. The audit log says that it was done, and why."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        upto = rebuilding.rebuild_rollups(session, reason=reason, by=None, now=moment_or_now(now))
    console.print(f"Sums and roots are those of the facts up to entry {upto}. Now: solifair impact check-rollups")
