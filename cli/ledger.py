"""`solifair ledger`: are the books in order, and what do they say."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from market.ledger.invariants import QUESTIONS, verify_ledger
from market.ledger.queries import list_accounts
from market.ledger.seal_day import seal_days, verify_seals

app = typer.Typer(help="The books: verify, show balances, seal days.", no_args_is_help=True)

NowOption = Annotated[
    str | None, typer.Option(help="The moment from which waiting is counted, e.g. 2026-11-25T12:00:00Z")
]


@app.command()
def verify(now: NowOption = None) -> None:
    """Ask every question whose answer must be nobody; exit code 1 and names when one is answered."""
    moment = None if now is None else moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        found = verify_ledger(session, now=moment) + verify_seals(session, secret_key=tools.settings.secret_key)
    for violation in found:
        complaints.print(f"[red]{violation.name}[/red]: {violation.sentence}", highlight=False)
        complaints.print(f"  {', '.join(violation.ids)}", highlight=False)
    if found:
        raise typer.Exit(1)
    console.print(f"The books are in order: {len(QUESTIONS)} questions and every seal.")


@app.command()
def balance(prefix: Annotated[str | None, typer.Option(help="Only accounts whose code begins so")] = None) -> None:
    """Every account and what stands on it; a debit is positive."""
    with open_command_tools() as tools, tools.database.reading() as session:
        accounts = list_accounts(session, prefix=prefix)
    table = Table(title="Balances, in minor units")
    table.add_column("account")
    table.add_column("kind")
    table.add_column("balance", justify="right")
    table.add_column("currency")
    for account in accounts:
        table.add_row(account.code, account.kind, f"{account.balance.minor:,}", account.balance.currency)
    print_table(table)


@app.command()
def seal() -> None:
    """Seal every day that has ended: from then on a rewritten entry shows."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        roots = seal_days(session, secret_key=tools.settings.secret_key)
    for root in roots:
        console.print(f"{root.day}  {root.hash.hex()}", highlight=False)
    console.print(f"{len(roots)} day(s) sealed.")
