"""Make the list of transfers that an operator gives to the bank. Made again, it is the same list."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session
from stdnum import bic, iban

from kit.currencies import currency_facts
from kit.money import Money
from market.payouts.bank_files import queries
from market.payouts.bank_files.check_schema import check_schema
from market.payouts.bank_files.csv_list import csv_list
from market.payouts.bank_files.errors import AccountUnknown, BankDebtorNotSet, HolderNotWritable, NothingToTransfer
from market.payouts.bank_files.pain001 import pain001
from market.payouts.bank_files.rules import LONGEST_NAME, BankTransfer, Debtor, in_bank_letters
from market.payouts.errors import NoSuchPayoutRun


class BankFileFormat(StrEnum):
    """`pain001` is ISO 20022's pain.001.001.09."""

    PAIN001 = "pain001"
    CSV = "csv"


@dataclass(frozen=True)
class BankFile:
    """The bytes, what they are called, and what is in them. Neither the name nor the digest tells an account."""

    name: str
    media_type: str
    data: bytes
    count: int
    total: Money

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.data).digest()


def make_bank_file(
    session: Session, *, run_id: str, currency: str, written_as: BankFileFormat, debtor: Debtor
) -> BankFile:
    """The transfers of a run in one currency that wait to be confirmed.

    Raises NoSuchPayoutRun, UnknownCurrency, BankDebtorNotSet (for XML), NothingToTransfer, AccountUnknown,
    HolderNotWritable, and BankFileInvalid rather than hand out what the schema does not allow.
    """
    currency_facts(currency)
    listed = queries.find_transfer_list(session, run_id, currency)
    if listed is None:
        raise NoSuchPayoutRun()
    if not listed.transfers:
        raise NothingToTransfer()
    for transfer in listed.transfers:
        _require_account(transfer)
    name = f"solifair-payouts-{listed.period}-{listed.sequence}-{currency}"
    count, total = len(listed.transfers), listed.total
    if written_as is BankFileFormat.CSV:
        return BankFile(f"{name}.csv", "text/csv; charset=utf-8", csv_list(listed), count, total)
    data = pain001(listed, _checked(debtor))
    check_schema(data)
    return BankFile(f"{name}.xml", "application/xml", data, count, total)


def _require_account(transfer: BankTransfer) -> None:
    if not transfer.account_number:
        raise AccountUnknown(transfer.payout_id)
    holder = in_bank_letters(transfer.holder_name, LONGEST_NAME)
    if not holder.text or holder.has_lost_letters:
        raise HolderNotWritable(transfer.payout_id)


def _checked(debtor: Debtor) -> Debtor:
    """The market's account with its numbers as banks write them. Raises BankDebtorNotSet."""
    wrong = [] if in_bank_letters(debtor.name, LONGEST_NAME).text else ["SOLIFAIR_BANK_DEBTOR_NAME"]
    if not iban.is_valid(debtor.iban):
        wrong.append("SOLIFAIR_BANK_DEBTOR_IBAN")
    if not bic.is_valid(debtor.bic):
        wrong.append("SOLIFAIR_BANK_DEBTOR_BIC")
    if wrong:
        raise BankDebtorNotSet(wrong)
    return Debtor(debtor.name, iban.compact(debtor.iban), bic.compact(debtor.bic))
