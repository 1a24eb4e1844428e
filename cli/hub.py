"""`solifair hub`: who may offer a producer's products besides the producer."""

from typing import Annotated

import typer
from rich.table import Column, Table

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.accounts.hubs import queries
from market.accounts.hubs.accept_grant import accept_grant
from market.accounts.hubs.end_grant import end_grant
from market.accounts.hubs.grant_hub import GrantTerms, grant_hub

app = typer.Typer(help="Hubs: organisations that a producer lets offer its products.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]
Person = Annotated[str, typer.Option("--person", help="id of the steward who acts")]
_PAGE = 500


@app.command()
def grants(organisation_id: str) -> None:
    """What an organisation lets hubs offer, and what it may offer as a hub."""
    with open_command_tools() as tools, tools.database.reading() as session:
        facts = queries.list_grants(session, organisation_id)
    table = Table(Column("id", no_wrap=True), "producer", "hub", "what", "may set", "from", "until", "stands")
    for fact in facts:
        table.add_row(
            fact.id,
            fact.producer_name,
            fact.hub_name,
            "all" if fact.covers_all else " ".join((*fact.categories, *fact.products)),
            " ".join(["stock"] * fact.may_set_stock + ["price"] * fact.may_set_price),
            fact.valid_from.isoformat(timespec="minutes"),
            fact.valid_to.isoformat(timespec="minutes") if fact.valid_to else "",
            "ended" if fact.ended_at else "accepted" if fact.accepted_at else "waits for the hub",
        )
    print_table(table)


@app.command()
def grant(
    producer_id: str,
    hub: Annotated[str, typer.Argument(help="id or slug")],
    person: Person,
    category: Annotated[list[str] | None, typer.Option(help="only that and all below it; may be repeated")] = None,
    product: Annotated[list[str] | None, typer.Option(help="only that; may be repeated")] = None,
    may_set_stock: Annotated[bool, typer.Option("--stock", help="it may set the stock")] = False,
    may_set_price: Annotated[bool, typer.Option("--price", help="it may set the price")] = False,
    since: Annotated[str | None, typer.Option("--from", help="ISO 8601; default: now")] = None,
    until: Annotated[str | None, typer.Option(help="ISO 8601; the first moment at which it may no more")] = None,
    now: At = None,
) -> None:
    """Let a hub offer all products of a producer, or some; it holds when the hub accepts."""
    moment = moment_or_now(now)
    terms = GrantTerms(
        covers_all=not (category or product),
        categories=category or [],
        products=product or [],
        may_set_stock=may_set_stock,
        may_set_price=may_set_price,
        valid_from=moment_or_now(since) if since else moment,
        valid_to=moment_or_now(until) if until else None,
    )
    with open_command_tools() as tools, tools.database.transaction() as session:
        made = grant_hub(session, terms, producer_id=producer_id, hub=hub, person_id=person, now=moment).id
    console.print(f"{made}: waits for the hub", highlight=False)


@app.command()
def accept(grant_id: str, person: Person, now: At = None) -> None:
    """As the hub, say yes to what the producer grants."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        accept_grant(session, grant_id=grant_id, person_id=person, now=moment_or_now(now))
    console.print(f"{grant_id}: holds", highlight=False)


@app.command()
def end(grant_id: str, person: Person, now: At = None) -> None:
    """As the producer or the hub, end it; orders stay where they are."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        end_grant(session, grant_id=grant_id, person_id=person, now=moment_or_now(now))
    console.print(f"{grant_id}: ended", highlight=False)


@app.command()
def offers(hub_id: str, now: At = None) -> None:
    """What a hub offers at a moment, each variant."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = queries.list_offers(
            session,
            hub_id=hub_id,
            currency=tools.settings.market_currency,
            at=moment_or_now(now),
            after=None,
            limit=_PAGE,
        )
    table = Table(Column("variant", no_wrap=True), "product", "size", "producer", "price", "available", "may set")
    for offer in found:
        table.add_row(
            offer.variant_id,
            offer.name,
            offer.label,
            offer.producer_name,
            "" if offer.price_minor is None else str(offer.price_minor),
            str(offer.available),
            " ".join(["stock"] * offer.may_set_stock + ["price"] * offer.may_set_price),
        )
    print_table(table)
