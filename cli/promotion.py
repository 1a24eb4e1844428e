"""`solifair price promotion`: begin a discount on goods, and see how often each was used."""

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.catalog.errors import NoSuchProducer
from market.catalog.importing.queries import find_producer_id
from market.pricing.promotions.create_promotion import create_promotion
from market.pricing.promotions.queries import list_promotions
from market.pricing.rules import per_cent

app = typer.Typer(help="Discounts on goods; never on the premium.", no_args_is_help=True)


@app.command()
def create(
    code: Annotated[str, typer.Argument(help="What shoppers type, in any letters")],
    discount: Annotated[str, typer.Option(help="Per cent off the goods, e.g. 10 or 7.5")],
    producer: Annotated[str | None, typer.Option(help="Slug or id of whose goods; default: everybody's")] = None,
    market_bears: Annotated[bool, typer.Option("--market-bears", help="The market pays, not the producer")] = False,
    max_uses: Annotated[int | None, typer.Option(min=1, help="At most so many orders")] = None,
    since: Annotated[str | None, typer.Option("--from", help="ISO 8601 moment; default: now")] = None,
    until: Annotated[str | None, typer.Option("--until", help="The moment it is over; default: never")] = None,
) -> None:
    """Begin a promotion. Its code is never given to another."""
    valid_from = moment_or_now(since)
    with open_command_tools() as tools, tools.database.transaction() as session:
        producer_id = None if producer is None else find_producer_id(session, producer)
        if producer is not None and producer_id is None:
            raise NoSuchProducer()
        promotion = create_promotion(
            session,
            code=code,
            producer_id=producer_id,
            is_borne_by_market=market_bears,
            discount_bps=_basis_points(discount),
            max_uses=max_uses,
            valid_from=valid_from,
            valid_to=None if until is None else moment_or_now(until),
        )
    console.print(f"{promotion.id}: {promotion.code}, {per_cent(promotion.discount_bps)} off.", highlight=False)


@app.command("list")
def list_() -> None:
    """Every promotion, and how many orders used it."""
    with open_command_tools() as tools, tools.database.reading() as session:
        promotions = list_promotions(session)
    table = Table("code", "on goods of", "off", "borne by", "uses", "at most", "from", "until")
    for promotion in promotions:
        table.add_row(
            promotion.code,
            promotion.producer or "everybody",
            per_cent(promotion.discount_bps),
            "the market" if promotion.is_borne_by_market else "the producer",
            str(promotion.uses),
            str(promotion.max_uses or ""),
            promotion.valid_from.isoformat(),
            promotion.valid_to.isoformat() if promotion.valid_to else "",
        )
    print_table(table)


def _basis_points(words: str) -> int:
    try:
        points = Decimal(words) * 100
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points != points.to_integral_value():
        raise typer.BadParameter(f"{words!r} is no percentage with at most two decimals")
    return int(points)
