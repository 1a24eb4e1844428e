"""`solifair seed`: a market to look at."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from cli.demo.content import load_content
from cli.demo.links import open_entrances
from cli.demo.seed import refuse_production, seed_demo
from cli.tools import console, open_command_tools

app = typer.Typer(help="Fill the market with the demo.", no_args_is_help=True)


@app.command()
def demo() -> None:
    """Write the demo market and a year of its trade, here and at the simulated Stripe. Again, it adds nothing."""
    content = load_content()
    with open_command_tools() as tools:
        seeded = seed_demo(tools, content)
    if seeded.has_new_ground:
        console.print(f"{len(content.producers)} producers, {len(content.products)} products", highlight=False)
    if seeded.certificates:
        console.print(f"{seeded.certificates} certificates handed in", highlight=False)
    if seeded.history is not None:
        console.print(f"{seeded.history.orders} orders, {seeded.history.payouts} payouts", highlight=False)
    if seeded.statements:
        console.print(f"{seeded.statements} impact statements", highlight=False)
    console.print("The demo market is there.")


@app.command()
def links(
    as_json: Annotated[bool, typer.Option("--json", help="links and API tokens, for a program")] = False,
) -> None:
    """Make sign-in links for the demo's people, good for a day."""
    with open_command_tools() as tools:
        refuse_production(tools)
        with tools.database.transaction() as session:
            entrances = open_entrances(session, now=tools.now())
    if as_json:
        typer.echo(json.dumps(asdict(entrances)))
        return
    for link in entrances.links:
        address = f"{tools.settings.storefront_url}{link.url_path}"
        console.print(f"{link.role:9} {link.name}\n          {address}", highlight=False, soft_wrap=True)
