"""What a command works with."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from kit.clock import utc_now
from kit.settings import Settings, read_settings
from workers.tools import Tools, open_tools

# Into a file or a pipe tables are as wide as their content: an id that is cut is of no use to a script.
_PIPED_WIDTH = 200
console = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH)
complaints = Console(stderr=True)

_WIDEST_TABLE = 220


def settings_or_exit() -> Settings:
    """The settings, or one line per wrong one and exit code 2."""
    try:
        return read_settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = "SOLIFAIR_" + "_".join(str(step) for step in wrong["loc"]).upper() if wrong["loc"] else "settings"
            complaints.print(f"[red]{name}[/red]: {wrong['msg']}", highlight=False)
        complaints.print("Set what is missing, or start the demo market (`make run`): then nothing needs to be set.")
        raise typer.Exit(2) from None


@contextmanager
def open_command_tools() -> Iterator[Tools]:
    """Database, Stripe, files; closed when the command ends."""
    tools = open_tools(settings_or_exit())
    try:
        yield tools
    finally:
        tools.database.close()


def write_out(pieces: Iterable[bytes], output: Path | None) -> None:
    """Into the file, or to the terminal where none is named; a file that cannot be written is a wrong option."""
    if output is None:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
        return
    try:
        file = output.open("wb")
    except OSError as error:
        raise typer.BadParameter(f"{output}: {error.strerror}", param_hint="--output") from None
    with file:
        file.writelines(pieces)


def moment_or_now(text: str | None) -> datetime:
    """`--now`: an ISO 8601 moment, taken as UTC when it names no zone; the clock when it is absent."""
    if text is None:
        return utc_now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a moment such as 2026-11-30T12:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def print_table(table: Table) -> None:
    """Print a table as wide as it needs, whatever the terminal: an id that is cut in two cannot be copied."""
    Console(width=_WIDEST_TABLE).print(table)
