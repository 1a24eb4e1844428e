"""`solifair audit`: who decided what, who was refused, and whether anybody changed the log."""

from typing import Annotated

import typer
from rich.table import Column, Table

from certification.audit import queries
from certification.audit.verify_audit import verify_audit
from cli.tools import complaints, console, open_command_tools, print_table

app = typer.Typer(help="The audit log: read it, prove that nobody changed it.", no_args_is_help=True)

_CHANGED = 1


@app.command()
def verify(
    head: Annotated[str | None, typer.Option(help="the newest hash you kept: it must still be in the log")] = None,
) -> None:
    """Compute every hash again; exit code 1 and the row's id when one was altered."""
    with open_command_tools() as tools, tools.database.reading() as session:
        verdict = verify_audit(session)
        is_kept = head is None or queries.has_hash(session, head)
    if verdict.altered is not None:
        altered = verdict.altered
        complaints.print(
            f"[red]altered[/red]: {altered.id} (row {altered.sequence}): {altered.because}", highlight=False
        )
        raise typer.Exit(_CHANGED)
    if not is_kept:
        complaints.print("[red]cut off[/red]: the hash that you kept is not in the log any more", highlight=False)
        raise typer.Exit(_CHANGED)
    console.print(f"The log is what was written: {verdict.rows} row(s).", highlight=False)
    console.print(f"head {verdict.head.hex()}", highlight=False)


@app.command("list")
def list_rows(
    of: Annotated[str | None, typer.Option("--of", help="only about this object, by its id")] = None,
    by: Annotated[str | None, typer.Option("--by", help="only by this person, by their id")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:
    """The newest rows."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_newest(session, object_id=of, actor_id=by, limit=limit)
    table = Table("row", "when", "who", "what", Column("about", no_wrap=True), "in words")
    for row in rows:
        facts = row.facts
        table.add_row(
            str(row.sequence),
            facts.occurred_at.isoformat(timespec="seconds"),
            facts.actor_id or facts.actor_kind,
            facts.action,
            facts.object_id or "",
            "; ".join(f"{name}: {word}" for name, word in sorted(facts.detail.items())),
        )
    print_table(table)
