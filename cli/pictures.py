"""`solifair pictures`: what became of the pictures that producers brought."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.catalog.pictures.making_queries import list_pictures
from market.catalog.pictures.retry_pictures import retry_pictures
from models.enums import PictureState

app = typer.Typer(help="Pictures of products: list, retry.", no_args_is_help=True)


@app.command("list")
def list_them(
    state: Annotated[PictureState, typer.Option(help="queued, ready or refused")] = PictureState.REFUSED,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="how many, the latest first")] = 100,
) -> None:
    """Pictures in a state, the latest first, with why there is none."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = list_pictures(session, state=state, limit=limit)
    if not found:
        console.print(f"No picture is {state}.")
        return
    table = Table(title=f"Pictures that are {state}")
    for column in ("picture", "of", "since", "tries", "why", "from"):
        table.add_column(column, justify="right" if column == "tries" else "left")
    for one in found:
        since = f"{one.created_at:%Y-%m-%d %H:%M}"
        table.add_row(one.id, one.owner, since, str(one.attempts), one.refusal or "", one.url or "an upload")
    print_table(table)


@app.command()
def retry(
    media_id: Annotated[str | None, typer.Argument(help="one refused picture; default: all of them")] = None,
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Ask the workers to try refused pictures once more."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        count = retry_pictures(session, media_id=media_id, now=moment_or_now(now))
    console.print(f"{count} {'picture is' if count == 1 else 'pictures are'} queued again.")
