"""`solifair alerts`: what a person has to look at."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.requests.alerts import list_alerts, resolve_alert

app = typer.Typer(help="What a person has to look at: list, resolve.", invoke_without_command=True)


@app.callback()
def show(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="also what somebody has seen to")] = False,
) -> None:
    """What waits for a person, newest first."""
    if context.invoked_subcommand is not None:
        return
    with open_command_tools() as tools, tools.database.reading() as session:
        alerts = list_alerts(session, open_only=not everything)
    if not alerts:
        console.print("Nothing waits for you.")
        return
    table = Table(title="Alerts")
    for column in ("alert", "kind", "times", "since", "what", *(["resolved"] if everything else [])):
        table.add_column(column, justify="right" if column == "times" else "left")
    for alert in alerts:
        resolved = [f"{alert.resolved_at:%Y-%m-%d %H:%M} {alert.resolution}" if alert.resolved_at else ""]
        table.add_row(
            alert.id,
            alert.kind,
            str(alert.times),
            f"{alert.raised_at:%Y-%m-%d %H:%M}",
            alert.sentence,
            *(resolved if everything else []),
        )
    print_table(table)


@app.command()
def resolve(
    alert_id: str,
    because: Annotated[str, typer.Option(help="what was found, and what was done about it")],
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Say that you have seen to it, and how."""
    if not because.strip():
        raise typer.BadParameter("say what was done", param_hint="--because")
    with open_command_tools() as tools, tools.database.transaction() as session:
        alert = resolve_alert(session, alert_id, by=None, resolution=because.strip(), now=moment_or_now(now))
    console.print(f"{alert.id} is resolved: {alert.resolution}", highlight=False)
