"""`solifair refund`: give money back to a buyer, see to what came back."""

from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from kit.ids import new_id
from kit.money import Money
from market.orders.read_order import get_order
from market.payments.refunds import queries
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.give_up_refund import give_up_refund
from market.payments.refunds.plan import LineWish
from market.payments.refunds.request_refund import request_refund
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from market.payouts.story.rules import amount
from models.enums import LiableParty, RefundKind, RefundState
from models.payments import Refund

app = typer.Typer(help="Refunds: lines, goodwill, list, retry, settle.", no_args_is_help=True)

OrderArgument = Annotated[str, typer.Argument(help="Id of an order, ord_…")]
RefundArgument = Annotated[str, typer.Argument(help="Id of a refund, ref_…")]
NowOption = Annotated[str | None, typer.Option(help="The moment to run as, e.g. 2026-11-25T12:00:00Z")]
ReasonOption = Annotated[str, typer.Option(help="why, as the buyer shall read it")]
KeyOption = Annotated[str | None, typer.Option(help="the same key gives the same refund; repeat it to be safe")]


@app.command()
def lines(
    order: OrderArgument,
    reason: ReasonOption,
    line: Annotated[
        list[str] | None,
        typer.Option(help="li_…, li_…:2 (so many units) or li_…=350 (so many minor units); repeat for more"),
    ] = None,
    shipping: Annotated[list[str] | None, typer.Option(help="pcl_…, whose shipping goes back too")] = None,
    liable: Annotated[LiableParty, typer.Option(help="who bears it")] = LiableParty.PRODUCER,
    restock: Annotated[bool, typer.Option("--restock", help="the units are for sale again")] = False,
    key: KeyOption = None,
    now: NowOption = None,
) -> None:
    """Give back lines, by units or by money, and parcels' shipping. A worker sends it, or `operations run`."""
    wishes = [_wish(text) for text in line or []]
    with open_command_tools() as tools, tools.database.transaction() as session:
        made = request_refund(
            session,
            order_id=get_order(session, order).id,
            key=f"asked:{key or new_id('key')}",
            lines=wishes,
            parcel_ids=shipping or [],
            kind=RefundKind.LINES,
            liable=liable,
            reason=reason,
            requested_by=None,
            restock=restock,
            now=moment_or_now(now),
        )
        _print(made)


@app.command()
def goodwill(
    order: OrderArgument,
    minor: Annotated[int, typer.Argument(min=1, help="minor units of the order's currency")],
    reason: ReasonOption,
    key: KeyOption = None,
    now: NowOption = None,
) -> None:
    """Give a buyer something out of the market's own pocket."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        found = get_order(session, order)
        made = give_goodwill(
            session,
            order_id=found.id,
            key=f"asked:{key or new_id('key')}",
            money=Money(minor, found.currency),
            reason=reason,
            requested_by=None,
            now=moment_or_now(now),
        )
        _print(made)


@app.command("list")
def show(
    state: Annotated[RefundState | None, typer.Option(help="only refunds at this step")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """Refunds, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        refunds = queries.list_refunds(session, state=state, before=None, limit=limit)
    table = Table(title="Refunds")
    for column in ("refund", "order", "kind", "amount", "liable", "state", "why"):
        table.add_column(column, justify="right" if column == "amount" else "left")
    for refund in refunds:
        table.add_row(
            refund.id,
            refund.order_id,
            refund.kind,
            amount(refund.amount_minor, refund.currency),
            refund.liable,
            refund.state,
            refund.failure or refund.reason,
        )
    print_table(table)


@app.command()
def retry(refund: RefundArgument, now: NowOption = None) -> None:
    """A refund came back: ask Stripe once more, under a new key."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _print(retry_refund(session, refund_id=refund, now=moment_or_now(now)))


@app.command()
def settle(
    refund: RefundArgument,
    reference: Annotated[str, typer.Option(help="the bank's reference of the transfer to the buyer")],
    now: NowOption = None,
) -> None:
    """A refund came back, and the buyer was paid by bank instead."""
    if not reference.strip():
        raise typer.BadParameter("it is empty", param_hint="--reference")
    with open_command_tools() as tools, tools.database.transaction() as session:
        _print(settle_otherwise(session, refund_id=refund, reference=reference.strip(), now=moment_or_now(now)))


@app.command("give-up")
def give_up(
    refund: RefundArgument,
    because: Annotated[str, typer.Option(help="how the buyer got the money instead")],
    now: NowOption = None,
) -> None:
    """A refund came back, and was given again in Stripe's dashboard in other amounts, which the market has borne."""
    if not because.strip():
        raise typer.BadParameter("it is empty", param_hint="--because")
    with open_command_tools() as tools, tools.database.transaction() as session:
        _print(give_up_refund(session, refund_id=refund, because=because.strip(), now=moment_or_now(now)))


def _wish(text: str) -> LineWish:
    by_money, by_units = text.partition("="), text.partition(":")
    number = by_money[2] or by_units[2]
    if not number:
        return LineWish(text)
    if not number.isascii() or not number.isdecimal():
        raise typer.BadParameter(f"{text!r} is not li_…, li_…:units or li_…=minor units", param_hint="--line")
    return LineWish(by_money[0], minor=int(number)) if by_money[2] else LineWish(by_units[0], int(number))


def _print(refund: Refund) -> None:
    money = amount(refund.amount_minor, refund.currency)
    console.print(f"{refund.id}: {money} of {refund.order_id}, {refund.state}.", highlight=False, soft_wrap=True)
