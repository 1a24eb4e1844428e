"""`solifair catalog export`: a producer's products as a file."""

from pathlib import Path
from typing import Annotated

import typer

from cli.tools import open_command_tools, write_out
from market.catalog.errors import NoSuchProducer
from market.catalog.exporting.export_catalog import export_catalog
from market.catalog.exporting.formats import ExportCode
from market.catalog.importing.queries import find_producer_id


def export(
    producer: Annotated[str, typer.Option("--producer", help="Slug or id of the producer's organisation")],
    code: Annotated[ExportCode, typer.Option("--format", help="What will read the file")] = ExportCode.SHOPIFY,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; default: the terminal")] = None,
) -> None:
    """Write a producer's products as a file that can be imported again."""
    with open_command_tools() as tools:
        with tools.database.reading() as session:
            producer_id = find_producer_id(session, producer)
        if producer_id is None:
            raise NoSuchProducer()
        pieces = export_catalog(
            tools.database, producer_id=producer_id, code=code, currency=tools.settings.market_currency
        )
        write_out(pieces, output)
