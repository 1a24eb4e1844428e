"""The `solifair` command: every area's commands, and refusals as one sentence."""

import importlib
import sys

import typer
from sqlalchemy.exc import OperationalError

from cli.running_market import adopt_running_market
from cli.tools import complaints
from kit.errors import DomainError

# Imported one by one on demand: `solifair db upgrade` must not pay for the payout code.
_AREAS = {
    "db": "cli.db",
    "seed": "cli.seed",
    "catalog": "cli.catalog",
    "cert": "cli.cert",
    "credential": "cli.credential",
    "schemes": "cli.schemes",
    "audit": "cli.audit",
    "backup": "cli.backup",
    "network": "cli.network",
    "payout": "cli.payout",
    "statement": "cli.statement",
    "order": "cli.order",
    "refund": "cli.refund",
    "dispute": "cli.dispute",
    "hold": "cli.hold",
    "receivable": "cli.receivable",
    "operations": "cli.operations",
    "ledger": "cli.ledger",
    "alerts": "cli.alerts",
    "reconcile": "cli.reconcile",
    "events": "cli.events",
    "fund": "cli.fund",
    "round": "cli.round",
    "hub": "cli.hub",
    "agreement": "cli.agreement",
    "prefinance": "cli.prefinance",
    "impact": "cli.impact",
    "open-data": "cli.open_data",
    "openapi": "cli.openapi",
    "mail": "cli.mail",
    "members": "cli.members",
    "orgs": "cli.orgs",
    "people": "cli.people",
    "price": "cli.price",
    "pictures": "cli.pictures",
    "terms": "cli.terms",
    "user": "cli.user",
    "webhook": "cli.webhook",
}
_COMMANDS = {
    "run": ("cli.market_runner.command", "run_market", "Start a whole demo market on this machine."),
    "doctor": ("cli.doctor", "doctor", "Check what the service needs."),
    "sweep": ("cli.operations", "sweep", "Find what was left unfinished; ask the workers again, or do it now."),
}


def build(words: list[str]) -> typer.Typer:
    """The command line, with only the part loaded that `words` begin with; all of them for help."""
    app = typer.Typer(name="solifair", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    wanted = set(words[:1]) & {*_AREAS, *_COMMANDS} or {*_AREAS, *_COMMANDS}
    for name, module in _AREAS.items():
        if name in wanted:
            app.add_typer(importlib.import_module(module).app, name=name)
    for name, (module, function, summary) in _COMMANDS.items():
        if name in wanted:
            app.command(name, help=summary)(getattr(importlib.import_module(module), function))

    @app.callback()
    def solifair() -> None:
        """Fair-trade market: every price says who gets what, every label opens its proof."""

    return app


def run() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    if sys.argv[1:2] != ["run"]:
        adopt_running_market()
    try:
        build(sys.argv[1:])(prog_name="solifair")
    except DomainError as refusal:
        complaints.print(f"[red]{refusal.code}[/red]: {refusal}", highlight=False)
        sys.exit(1)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        complaints.print(f"[red]The database does not answer[/red]: {reason}", highlight=False)
        sys.exit(1)
