"""`solifair payout bank-file`: the list of transfers that an operator gives to the bank."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.tools import complaints, open_command_tools
from market.payouts.bank_files.make_bank_file import BankFileFormat, make_bank_file
from market.payouts.bank_files.rules import Debtor
from market.payouts.writing.rules import plain_amount


def bank_file(
    run: Annotated[str, typer.Option(help="Id of a payout run")],
    currency: Annotated[str, typer.Option(help="One currency, e.g. EUR")],
    written_as: Annotated[
        BankFileFormat, typer.Option("--format", help="pain001 is ISO 20022's pain.001.001.09")
    ] = BankFileFormat.PAIN001,
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="A file to write; otherwise standard output")] = None,
) -> None:
    """Write the transfers of a run that wait to be confirmed. The same payouts give the same bytes."""
    with open_command_tools() as tools:
        settings = tools.settings
        debtor = Debtor(settings.bank_debtor_name, settings.bank_debtor_iban, settings.bank_debtor_bic)
        with tools.database.reading() as session:
            made = make_bank_file(session, run_id=run, currency=currency, written_as=written_as, debtor=debtor)
    if out is None:
        sys.stdout.buffer.write(made.data)
    else:
        out.write_bytes(made.data)
    # Beside the list, never in it, and without an account number.
    complaints.print(
        f"{made.count} transfer(s), {plain_amount(made.total)} {currency}, SHA-256 {made.sha256.hex()}",
        highlight=False,
        soft_wrap=True,
    )
