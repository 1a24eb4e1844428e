"""A list of transfers for banks that take no XML, and for whoever types them in."""

import csv
import io

from kit.spreadsheets import guarded
from market.payouts.bank_files.rules import (
    LONGEST_NAME,
    TransferList,
    end_to_end_id,
    in_bank_letters,
    remittance,
)
from market.payouts.writing.rules import plain_amount

_COLUMNS = (
    "payout",
    "reference",
    "holder",
    "account",
    "account_kind",
    "bic",
    "bank",
    "country",
    "amount",
    "currency",
    "remittance",
)


def csv_list(listed: TransferList) -> bytes:
    """RFC 4180 in UTF-8, one row for each transfer; no cell can run as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for transfer in listed.transfers:
        cells = (
            transfer.payout_id,
            end_to_end_id(transfer),
            in_bank_letters(transfer.holder_name, LONGEST_NAME).text,
            transfer.account_number,
            "IBAN" if transfer.is_iban else "other",
            transfer.bic,
            transfer.bank_name,
            transfer.country,
            plain_amount(transfer.money),
            transfer.money.currency,
            remittance(listed, transfer),
        )
        writer.writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode()
