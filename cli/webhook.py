"""`solifair webhook`: where the market tells other systems what happens, and what came of it."""

from typing import Annotated

import typer
from rich.table import Column, Table

from cli.listening import listen_for_messages
from cli.tools import console, moment_or_now, open_command_tools, print_table
from kit.database import Database
from market.webhooks import log_queries, queries
from market.webhooks.errors import NoSuchWebhook
from market.webhooks.reach import Reach
from market.webhooks.send_again import Again, send_one_again, send_range_again
from models.enums import DeliveryState

app = typer.Typer(help="Webhooks: list, show, replay, listen.", no_args_is_help=True)

# Whoever has the shell of the market is its operator; nothing that names a person is done here.
_SHELL = Reach("", is_operator=True)
_SHOWN = 50


@app.command("list")
def list_all() -> None:
    """Every webhook, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        facts = queries.list_webhooks(session, organisations=None, limit=1000)
    table = Table(Column("id", no_wrap=True), "whose", "address", "events", "stands", "waiting", "failed")
    for fact in facts:
        stands = f"{fact.state}: {fact.disabled_reason}" if fact.disabled_reason else fact.state
        table.add_row(
            fact.id, fact.organisation_name, fact.url, " ".join(fact.kinds), stands, str(fact.waiting), str(fact.failed)
        )
    print_table(table)


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="a webhook, whe_…, or one of its deliveries, whd_…")],
    state: Annotated[DeliveryState | None, typer.Option(help="only deliveries that stand so")] = None,
) -> None:
    """What was told to a webhook, newest first; or every attempt of one delivery."""
    with open_command_tools() as tools:
        if id_.startswith("whd_"):
            _show_attempts(tools.database, id_)
        else:
            _show_deliveries(tools.database, id_, state)


@app.command()
def replay(
    id_: Annotated[str, typer.Argument(metavar="ID", help="a delivery, whd_…, or a webhook, whe_…, with --since")],
    since: Annotated[str | None, typer.Option(help="ISO 8601: events from this moment on")] = None,
    until: Annotated[str | None, typer.Option(help="ISO 8601: events before this moment; default: now")] = None,
    everything: Annotated[bool, typer.Option("--all", help="also what was delivered, not only what failed")] = False,
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Tell again; the workers send it. Each message keeps its `webhook-id`."""
    moment = moment_or_now(now)
    with open_command_tools() as tools, tools.database.transaction() as session:
        if id_.startswith("whd_"):
            delivery = send_one_again(session, id_, reach=_SHELL, now=moment)
            console.print(f"{delivery.id}: will be told again", highlight=False)
            return
        if since is None:
            raise typer.BadParameter("name the first moment of a period", param_hint="--since")
        states = [DeliveryState.FAILED, DeliveryState.DELIVERED] if everything else [DeliveryState.FAILED]
        again = Again(moment_or_now(since), moment_or_now(until) if until else moment, states)
        count = send_range_again(session, id_, again, reach=_SHELL, now=moment)
    console.print(f"{count} will be told again", highlight=False)


@app.command()
def listen(
    secret: Annotated[str, typer.Option(envvar="WEBHOOK_SECRET", help="whsec_…, from when the webhook was opened")],
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 9000,
    status: Annotated[int, typer.Option(min=200, max=599, help="what to answer")] = 204,
    count: Annotated[int, typer.Option(min=0, help="end after so many; 0: never")] = 0,
) -> None:
    """Receive on this machine, print each message, and say whether its signature holds."""
    listen_for_messages(secret, port=port, status=status, count=count)


def _show_deliveries(database: Database, webhook_id: str, state: DeliveryState | None) -> None:
    with database.reading() as session:
        if queries.find_webhook(session, webhook_id) is None:
            raise NoSuchWebhook()
        facts = log_queries.list_deliveries(session, webhook_id, state=state, limit=_SHOWN)
    table = Table(Column("id", no_wrap=True), "event", "about", "happened", "stands", "attempts", "last")
    for fact in facts:
        last = " ".join(str(each) for each in (fact.last_outcome, fact.last_status) if each)
        happened = fact.occurred_at.isoformat(timespec="seconds")
        table.add_row(fact.id, fact.kind, fact.object_id, happened, fact.state, str(fact.attempts), last)
    print_table(table)


def _show_attempts(database: Database, delivery_id: str) -> None:
    with database.reading() as session:
        _SHELL.find_delivery(session, delivery_id)
        fact = log_queries.get_delivery(session, delivery_id)
        attempts = log_queries.list_attempts(session, delivery_id)
    console.print(f"{fact.kind} {fact.object_id}, webhook-id {fact.event_id}: {fact.state}", highlight=False)
    table = Table("attempt", "begun", "outcome", "status", "ms", "answer", "led to")
    for attempt in attempts:
        table.add_row(
            str(attempt.number),
            attempt.started_at.isoformat(timespec="seconds"),
            attempt.outcome or "not seen to its end",
            str(attempt.status or ""),
            str(attempt.duration_ms or ""),
            attempt.answer[:200],
            attempt.refused_address or "",
        )
    print_table(table)
