"""The `solifair` command: every area's commands, and refusals as one sentence."""

import importlib
import sys

import typer
from sqlalchemy.exc import OperationalError

from cli.tools import complaints
from kit.errors import DomainError

# Imported one by one on demand: `solifair db upgrade` must not pay for the payout code.
_AREAS = {
    "db": "cli.db",
    "seed": "cli.seed",
    "catalog": "cli.catalog",
    "cert": "cli.cert",
    "payout": "cli.payout",
    "ledger": "cli.ledger",
    "impact": "cli.impact",
    "openapi": "cli.openapi",
    "user": "cli.user",
}


def build(words: list[str]) -> typer.Typer:
    """The command line, with only the area loaded that `words` begin with; all of them for help."""
    app = typer.Typer(name="solifair", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    wanted = [words[0]] if words and words[0] in _AREAS else list(_AREAS)
    for name in wanted:
        app.add_typer(importlib.import_module(_AREAS[name]).app, name=name)
    if not words or words[0] not in _AREAS:
        app.command("run", help="Start a whole demo market on this machine.")(
            importlib.import_module("cli.market_runner.command").run_market
        )
        app.command("doctor", help="Check what the service needs.")(importlib.import_module("cli.doctor").doctor)

    @app.callback()
    def solifair() -> None:
        """Fair-trade market: every price says who gets what, every label opens its proof."""

    return app


def run() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        build(sys.argv[1:])()
    except DomainError as refusal:
        complaints.print(f"[red]{refusal.code}[/red]: {refusal}", highlight=False)
        sys.exit(1)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        complaints.print(f"[red]The database does not answer[/red]: {reason}", highlight=False)
        sys.exit(1)
