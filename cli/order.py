"""`solifair order`: an order's whole story; letting go of those that nobody paid in time."""

import json
from typing import Annotated

import typer

from cli.tools import console, moment_or_now, open_command_tools
from market.payments.expire_orders import expire_orders
from market.payouts.story.rules import amount, entry_line
from market.payouts.story.tell_order import ToldOrder, tell_order

app = typer.Typer(help="Orders: tell one's whole story, let the unpaid go.", no_args_is_help=True)


@app.command()
def trace(
    order: Annotated[str, typer.Argument(help="Id of an order, ord_…")],
    books: Annotated[bool, typer.Option("--books", help="also every entry in the books")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="for machines")] = False,
) -> None:
    """Tell what happened to an order and where each cent of it is."""
    with open_command_tools() as tools, tools.database.reading() as session:
        told = tell_order(session, order)
    if as_json:
        console.print_json(json.dumps(_document(told)))
        return
    facts, story = told.facts, told.story
    _say(
        f"Order {facts.order.id}, {facts.order.state}, {amount(facts.order.total_minor, facts.order.currency)}", "bold"
    )
    for line in story.lines:
        _say(f"  {line}")
    _say("\nWhat happened", "bold")
    for one in story.told:
        _say(f"  {one.at:%Y-%m-%d %H:%M:%S}  {one.sentence}  {one.about}")
    if story.stands:
        _say("\nWhere it is now", "bold")
    for stand in story.stands:
        _say(f"  {stand}")
    if books:
        _say("\nWhat the books say", "bold")
        for entry in facts.entries:
            _say(f"  {entry.at:%Y-%m-%d %H:%M:%S}  {entry_line(entry)}  {entry.id}")


@app.command()
def expire(
    now: Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-30T00:00:00Z")] = None,
) -> None:
    """Let go of the orders that nobody paid in time: their goods are for sale again. Safe to repeat."""
    with open_command_tools() as tools:
        expired = expire_orders(tools.database, tools.stripe, now=moment_or_now(now))
    console.print(f"{expired} order(s) let go.", highlight=False)


def _say(text: str, style: str | None = None) -> None:
    console.print(text, style=style, highlight=False, soft_wrap=True, markup=False)


def _document(told: ToldOrder) -> dict[str, object]:
    order = told.facts.order
    return {
        "order_id": order.id,
        "state": order.state,
        "total": {"amount": order.total_minor, "currency": order.currency},
        "lines": list(told.story.lines),
        "told": [{"at": one.at.isoformat(), "sentence": one.sentence, "about": one.about} for one in told.story.told],
        "stands": list(told.story.stands),
        "entries": [
            {
                "id": entry.id,
                "kind": entry.kind,
                "at": entry.at.isoformat(),
                "note": entry.note,
                "legs": [
                    {"account": code, "amount": money.minor, "currency": money.currency} for code, money in entry.legs
                ],
            }
            for entry in told.facts.entries
        ],
    }
