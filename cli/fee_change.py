"""`solifair price fees changes|preview`: fees to come, and what they would have changed."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.pricing.changes import queries
from market.pricing.changes.preview_fees import FeePreview, preview_fees
from market.pricing.changes.rules import state_of
from market.pricing.rules import per_cent

_MOST = 10_000


def changes(limit: Annotated[int, typer.Option(min=1, max=1000)] = 20) -> None:
    """Fees that were proposed, announced or taken back, newest first."""
    with open_command_tools() as tools:
        today = tools.now().date()
        with tools.database.reading() as session:
            rows = queries.list_changes(session, before=None, limit=limit)
    table = Table("change", "state", "from", "market", "dues", "solidarity", "why")
    for row in rows:
        state = state_of(
            valid_from=row.valid_from, announced_at=row.announced_at, withdrawn_at=row.withdrawn_at, today=today
        )
        shares = (row.market_fee_bps, row.dues_bps, row.solidarity_bps)
        table.add_row(row.id, state, row.valid_from.isoformat(), *map(per_cent, shares), row.reason)
    print_table(table)


def preview(
    change: Annotated[str, typer.Argument(help="Id of the change, fch_…")],
    month: Annotated[str | None, typer.Option(help="2026-10; default: the last that is over")] = None,
    now: Annotated[str | None, typer.Option(help="The moment to run as")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON")] = False,
) -> None:
    """Try a change on a month's real orders: each producer in minor units, who would have less first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = preview_fees(session, change, month=month, after=None, limit=_MOST, now=moment_or_now(now))
    if as_json:
        document = {
            "month": str(found.month),
            "totals": [asdict(one) for one in found.totals],
            "producers": [asdict(one) for one in found.producers],
        }
        console.print_json(json.dumps(document))
        return
    _show(found)


def _show(found: FeePreview) -> None:
    table = Table("producer", "currency", "orders", "goods", "was", "would be", "difference", title=str(found.month))
    for one in found.producers:
        tried = one.tried
        was, would_be = tried.was.producer + tried.was.topup, tried.would_be.producer + tried.would_be.topup
        numbers = (one.orders, tried.goods, was, would_be, tried.change)
        table.add_row(one.slug, tried.currency, *(str(number) for number in numbers))
    print_table(table)
    for total in found.totals:
        console.print(
            f"{total.tried.currency}: {total.gaining} more, {total.losing} less, {total.unchanged} the same; "
            f"together {total.tried.change}; {total.tried.left_out} of {total.tried.lines} lines in no figure.",
            highlight=False,
        )
