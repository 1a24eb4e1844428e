"""`solifair round`: votes on funds' money."""

import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.fund.rounds.count_round import count_round
from market.fund.rounds.page_queries import list_announced
from market.fund.rounds.queries import list_due
from market.fund.rounds.read_ballots import read_ballots
from market.fund.rounds.read_round import head_of
from market.payouts.story.rules import amount

app = typer.Typer(help="Votes on funds' money.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]
_PAGE = 200


@app.command("list")
def list_rounds(now: At = None) -> None:
    """The rounds that were announced, the newest first, and where they stand."""
    moment = moment_or_now(now)
    table = Table(Column("id", no_wrap=True), "title", "fund", "budget", "votes from", "until", "stands", "voted")
    with open_command_tools() as tools, tools.database.reading() as session:
        for row in list_announced(session, after=None, limit=_PAGE):
            head = head_of(session, row, moment)
            table.add_row(
                row.id,
                escape(row.title),
                escape(head.names.fund_name),
                amount(row.budget_minor, row.currency),
                row.voting_opens_at.isoformat(timespec="minutes"),
                row.closes_at.isoformat(timespec="minutes"),
                head.state,
                "" if row.voted is None else f"{row.voted} of {row.eligible}",
            )
    print_table(table)


@app.command()
def count(
    round_id: Annotated[str | None, typer.Argument(help="default: every round whose voting is over")] = None,
    now: At = None,
) -> None:
    """Open urns and count, as the worker does every minute. What is counted stays."""
    moment = moment_or_now(now)
    with open_command_tools() as tools:
        with tools.database.reading() as session:
            due = [round_id] if round_id else list_due(session, moment)
        for each in due:
            counted = count_round(tools.database, each, now=moment)
            console.print(f"{each}: {'counted' if counted else 'nothing to count'}")


@app.command()
def ballots(
    round_id: str,
    number: Annotated[int | None, typer.Option("--count", help="which count; default: the newest")] = None,
) -> None:
    """Write the file that was counted to the standard output, byte by byte."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = read_ballots(session, round_id, number=number)
    sys.stdout.buffer.write(found.data)
