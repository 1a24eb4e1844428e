"""`solifair run`, its options, and its end."""

import errno
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console

from cli.market_runner.children import disk_full
from cli.market_runner.choices import LANGUAGES, ROOT, Choices
from cli.market_runner.errors import CannotRun, Stopped
from cli.market_runner.screen import Screen
from cli.market_runner.supervisor import Supervisor
from kit.embedded import EmbeddedServiceError

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_market(
    port: Annotated[int, typer.Option(help="of the shop; the API and the simulated Stripe take the next two")] = 8100,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    lang: Annotated[
        str, typer.Option(help=f"the shop's language: {', '.join(LANGUAGES)}; as each browser likes when not given")
    ] = "",
    reset: Annotated[bool, typer.Option("--reset", help="forget the market's data first")] = False,
    no_seed: Annotated[bool, typer.Option("--no-seed", help="start with an empty market")] = False,
    migrate: Annotated[bool, typer.Option("--migrate", help="upgrade a database of your own, too")] = False,
    var: Annotated[Path, typer.Option(envvar="SOLIFAIR_VAR", help="where the market's data live")] = ROOT / "var",
) -> None:
    """Start a whole demo market on this machine: database, broker, API, worker, shop and a simulated Stripe."""
    console = Console()
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(f"choose one of {', '.join(LANGUAGES)}", param_hint="--lang")
    choices = Choices(
        port=port,
        host=host,
        language=lang,
        var=var,
        reset=reset,
        seed=not no_seed,
        migrate=migrate,
        database_url=os.environ.get("SOLIFAIR_DATABASE_URL") or None,
        database_owner_url=os.environ.get("SOLIFAIR_DATABASE_OWNER_URL") or None,
        redis_url=os.environ.get("SOLIFAIR_REDIS_URL") or None,
    )
    screen = Screen(console)
    for number in _STOPPING:
        signal.signal(number, _stop)
    try:
        Supervisor(choices, screen).run()
    except Stopped:
        screen.say("Stopped. Everything is kept for the next start.")
    except (CannotRun, EmbeddedServiceError, OSError) as error:
        screen.refuse(_in_words(error, choices))
        sys.exit(1)


def _stop(number: int, frame: FrameType | None) -> None:
    """The first request is obeyed; while it is being obeyed, further ones change nothing."""
    for stopping in _STOPPING:
        signal.signal(stopping, signal.SIG_IGN)
    raise Stopped()


def _in_words(error: CannotRun | EmbeddedServiceError | OSError, choices: Choices) -> CannotRun:
    if isinstance(error, EmbeddedServiceError):
        return CannotRun(error.problem, error.remedy)
    if isinstance(error, CannotRun):
        return error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(choices.var)
    return CannotRun(f"{error.filename or choices.var}: {error.strerror or error}.", "Is the directory ours to write?")
