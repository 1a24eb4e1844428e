"""Refusals about lists for the bank."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict


@dataclass(eq=False)
class BankDebtorNotSet(Conflict):
    """The market's own bank account is not set, or is no IBAN: no list for the bank can be made."""

    code: ClassVar[str] = "bank_debtor_not_set"
    settings: list[str]


class NothingToTransfer(Conflict):
    """No payout of this run waits for a bank transfer in this currency."""

    code: ClassVar[str] = "nothing_to_transfer"


@dataclass(eq=False)
class AccountUnknown(Conflict):
    """Nobody has said to which bank account this payout goes."""

    code: ClassVar[str] = "account_unknown"
    payout_id: str


@dataclass(eq=False)
class HolderNotWritable(Conflict):
    """The name of an account's holder cannot be written in the letters that banks take."""

    code: ClassVar[str] = "holder_not_writable"
    payout_id: str


@dataclass(eq=False)
class BankFileInvalid(Conflict):
    """The list for the bank does not follow ISO 20022's schema; it is not handed out."""

    code: ClassVar[str] = "bank_file_invalid"
    where: str
