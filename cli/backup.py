"""`solifair backup`: when the last backup was made, so that somebody is told when none is."""

import typer

from cli.tools import console, open_command_tools
from market.health.check_health import BACKUP
from market.requests.health import beat_heart, read_heartbeats

app = typer.Typer(help="Backups: say that one was made, see when.", no_args_is_help=True)


@app.command()
def noted() -> None:
    """Say that a backup has just been made: the last line of whatever makes it."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        beat_heart(session, process=BACKUP, now=tools.now())
    console.print("Noted.")


@app.command()
def last() -> None:
    """When one was last noted; exit code 1 when never."""
    with open_command_tools() as tools, tools.database.reading() as session:
        at = read_heartbeats(session).get(BACKUP)
    if at is None:
        console.print("None is known of.")
        raise typer.Exit(1)
    console.print(at.isoformat(timespec="seconds"), highlight=False)
