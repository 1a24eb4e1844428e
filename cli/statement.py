"""`solifair statement`: an organisation's account over any days, and the market's commission invoices, as files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.tools import console, moment_or_now, open_command_tools
from market.payouts.invoices.invoice_page import InvoiceFormat, invoice_page
from market.payouts.invoices.make_invoice import make_invoice
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.write_statement import StatementFormat, write_statement

app = typer.Typer(help="Accounts of any days, and commission invoices.", no_args_is_help=True)

OrganisationOption = Annotated[str, typer.Option(help="slug or id")]
LangOption = Annotated[str, typer.Option(help="of a PDF: en, es, fr or pt")]
OutOption = Annotated[Path, typer.Option(dir_okay=False, writable=True, help="the file to write")]


@app.command()
def export(
    organisation: OrganisationOption,
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day, in UTC")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="day after the last")],
    out: OutOption,
    written_as: Annotated[StatementFormat, typer.Option("--format")] = StatementFormat.JSON,
    lang: LangOption = "en",
) -> None:
    """Write everything that was sold, taken, held, paid and moved. It equals the books or is refused."""
    unfinished = out.with_name(f"{out.name}.unfinished")
    with open_command_tools() as tools:
        try:
            written = write_statement(
                tools.database,
                organisation=organisation,
                period=Period(start.date(), end.date()),
                written_as=written_as,
                lang=lang,
                out=unfinished,
            )
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
    console.print(f"{written.records} records, SHA-256 {written.sha256}", highlight=False, soft_wrap=True)


@app.command()
def invoice(
    organisation: OrganisationOption,
    month: Annotated[str, typer.Option(help="a calendar month that is over, e.g. 2026-11")],
    out: OutOption,
    written_as: Annotated[InvoiceFormat, typer.Option("--format")] = InvoiceFormat.PDF,
    lang: LangOption = "en",
    now: Annotated[str | None, typer.Option(help="pretend that it is this moment")] = None,
) -> None:
    """Write the market's commission invoice for a month. It equals the books or is refused."""
    with open_command_tools() as tools, tools.database.reading() as session:
        made = make_invoice(session, organisation=organisation, month=month, now=moment_or_now(now))
    is_pdf = written_as is InvoiceFormat.PDF
    out.write_bytes(invoice_page(made, lang=lang) if is_pdf else made.text.encode())
    console.print(f"{made.number}, SHA-256 {made.sha256.hex()}", highlight=False, soft_wrap=True)
