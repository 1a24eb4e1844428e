"""`solifair events`: Stripe's events as they came, those that never did, and doing one again."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from market.events.handle_event import handle_again
from market.payments.catch_up_accounts import catch_up_accounts
from market.payments.catch_up_events import catch_up_events
from market.payments.events_queries import list_events

app = typer.Typer(help="Stripe's events: list, replay, fetch what never came.", no_args_is_help=True)

NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T06:00:00Z")]
TypeOption = Annotated[str | None, typer.Option("--type", help="only of this type; * stands for anything")]
SinceOption = Annotated[str | None, typer.Option(help="only made since this moment")]

_MOST_LISTED = 200


@app.command("list")
def show(
    waiting: Annotated[bool, typer.Option("--waiting", help="only what nobody has finished")] = False,
    type_: TypeOption = None,
    since: SinceOption = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = _MOST_LISTED,
) -> None:
    """The latest events: when each was made, how often it came, what came of it."""
    after = None if since is None else moment_or_now(since)
    with open_command_tools() as tools, tools.database.reading() as session:
        events = list_events(session, waiting_only=waiting, type_=type_, since=after, limit=limit)
    table = Table(title="Stripe's events")
    for column in ("event", "account", "type", "made at", "came", "tries", "outcome"):
        table.add_column(column, justify="right" if column in {"came", "tries"} else "left")
    for event in events:
        outcome = event.outcome or "" if event.handled_at else f"waits: {event.last_error or 'not tried yet'}"
        made_at = f"{event.occurred_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(
            event.id, event.account, event.type, made_at, f"{event.deliveries}×", str(event.attempts), outcome
        )
    print_table(table)
    console.print(f"{len(events)} event(s).")


@app.command()
def replay(
    event: Annotated[str | None, typer.Argument(help="Id of one event, evt_…")] = None,
    type_: TypeOption = None,
    since: SinceOption = None,
    now: NowOption = None,
) -> None:
    """Handle stored events again, oldest first: every effect happens once however often that is done."""
    if event is None and type_ is None and since is None:
        raise typer.BadParameter("name an event, or --type or --since")
    after = None if since is None else moment_or_now(since)
    failed = 0
    with open_command_tools() as tools:
        with tools.database.reading() as session:
            events = list_events(session, id_=event, type_=type_, since=after)
        for stored in reversed(events):
            outcome = handle_again(
                tools.database, tools.stripe, event_key=stored.key, terms=tools.terms, now=moment_or_now(now)
            )
            failed += outcome.startswith("put off")
            console.print(f"{stored.id}  {stored.type}: {outcome}", highlight=False, soft_wrap=True)
    if not events:
        complaints.print("No such event is stored.")
    if failed or not events:
        raise typer.Exit(1)


@app.command("catch-up")
def catch_up(now: NowOption = None) -> None:
    """Fetch the events that Stripe made and that never came; they are then handled like any other."""
    moment = moment_or_now(now)
    with open_command_tools() as tools:
        live = tools.settings.is_livemode
        caught = catch_up_events(tools.database, tools.stripe, expects_livemode=live, now=moment)
        accounts = catch_up_accounts(tools.database, tools.stripe, expects_livemode=live, now=moment)
    console.print(
        f"{caught.missed} of {caught.listed} events since {caught.since:%Y-%m-%d %H:%M:%S} had never come.",
        highlight=False,
    )
    if accounts:
        missed, listed = sum(one.missed for one in accounts), sum(one.listed for one in accounts)
        console.print(f"{missed} of {listed} events of {len(accounts)} connected accounts had never come.")
