"""`solifair open-data`: what is public of the market, for anybody to reckon with."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.tools import console, moment_or_now, open_command_tools
from market.catalog.exporting.offers import Addresses
from market.catalog.open_data.describe import Licence
from market.catalog.open_data.dump_open_data import DumpTerms, dump_open_data

app = typer.Typer(help="What is public of the market, as tables.", no_args_is_help=True)


@app.callback()
def open_data() -> None:
    """What is public of the market, as tables."""


@app.command()
def dump(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="Where to write; made if it is not there")],
    licence: Annotated[Licence, typer.Option(help="What others may do with it")] = Licence.CC_BY,
    now: Annotated[str | None, typer.Option(help="The moment to dump, ISO 8601; default: now")] = None,
) -> None:
    """Write organisations, products, prices, shares of prices and claims as JSON Lines and Parquet, with a README."""
    at = moment_or_now(now)
    with open_command_tools() as tools:
        settings = tools.settings
        addresses = Addresses(settings.api_url, settings.storefront_url)
        terms = DumpTerms(settings.market_currency, settings.market_country, addresses, licence, at)
        written = dump_open_data(tools.database, folder, terms)
    table = Table("file", "rows", "bytes", "SHA-256")
    for one in written:
        table.add_row(one.name, str(one.rows), str(one.size), one.sha256)
    console.print(table)
