"""What is on a list for the bank, and how banks want it written. Pure.

The letters are those that the European Payments Council lets every bank take: a-z A-Z 0-9 / - ? : ( ) . , ' + and the
space (EPC217-08, best practices on the SEPA character set).
"""

import hashlib
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.payouts.bank_files.letters import WRITTEN_AS
from models.enums import PayoutPurpose

LONGEST_NAME = 70
LONGEST_TOWN = 35
_LONGEST_REMITTANCE = 140
_TAKEN = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ ")
# Countries whose IBANs euro transfers reach as SEPA credit transfers (EPC409-09), by the two letters of the IBAN.
_SEPA_COUNTRIES = (
    "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM VA"
)
_SEPA = frozenset(_SEPA_COUNTRIES.split())


@dataclass(frozen=True)
class Debtor:
    """The market's own account that transfers leave from."""

    name: str
    iban: str
    bic: str


@dataclass(frozen=True)
class BankTransfer:
    """One payout, and the account it goes to. `town` is where its holder is, as far as it is known."""

    payout_id: str
    purpose: PayoutPurpose
    money: Money
    holder_name: str
    account_number: str
    is_iban: bool
    bic: str
    bank_name: str
    country: str
    town: str


@dataclass(frozen=True)
class TransferList:
    """What a run sends through the bank in one currency: the payouts that are still on their way."""

    run_id: str
    period: str
    sequence: int
    as_of: datetime
    currency: str
    transfers: tuple[BankTransfer, ...]

    @property
    def total(self) -> Money:
        return Money(sum(transfer.money.minor for transfer in self.transfers), self.currency)

    @property
    def message_id(self) -> str:
        """At most 35 letters that say which run and which of its payouts: a list with others in it has another."""
        contents = "\n".join([self.currency, *(transfer.payout_id for transfer in self.transfers)])
        return f"{bare(self.run_id)}-{hashlib.sha256(contents.encode()).hexdigest()[:8]}"

    def payment_id(self, number: int) -> str:
        """The name of one group of the list's transfers; `number` from 1 to 9."""
        return f"{self.message_id[:-2]}-{number}"


@dataclass(frozen=True)
class Written:
    """A text in the letters that banks take, and whether letters had to be left out for it."""

    text: str
    has_lost_letters: bool


def in_bank_letters(text: str, longest: int) -> Written:
    """Write `text` as every bank can read it, at most `longest` letters long."""
    written: list[str] = []
    has_lost = False
    for letter in unicodedata.normalize("NFKD", text):
        if letter in _TAKEN:
            written.append(letter)
        elif letter in WRITTEN_AS:
            written.append(WRITTEN_AS[letter])
        elif unicodedata.category(letter) in {"Zs", "Cc"}:
            written.append(" ")
        elif unicodedata.category(letter)[0] in "LN":
            has_lost = True
    # Two slashes in a row, or one at an end, mean something to banks.
    line = " ".join("".join(written).split())
    while "//" in line:
        line = line.replace("//", "/")
    return Written(line[:longest].strip("/ "), has_lost)


def is_sepa(debtor: Debtor, transfer: BankTransfer) -> bool:
    """Whether a transfer is one in euros between two accounts of the single payments area."""
    return (
        transfer.money.currency == "EUR"
        and transfer.is_iban
        and transfer.account_number[:2] in _SEPA
        and debtor.iban[:2] in _SEPA
    )


def in_groups(debtor: Debtor, transfers: Sequence[BankTransfer]) -> list[tuple[bool, tuple[BankTransfer, ...]]]:
    """SEPA transfers and others apart, since the bank treats them differently: (is SEPA, transfers), none empty."""
    groups = [(wanted, tuple(one for one in transfers if is_sepa(debtor, one) is wanted)) for wanted in (True, False)]
    return [group for group in groups if group[1]]


def end_to_end_id(transfer: BankTransfer) -> str:
    """What the bank's statement will name: the payout's id without its prefix, 26 letters."""
    return bare(transfer.payout_id)


def remittance(listed: TransferList, transfer: BankTransfer) -> str:
    """What the producer reads on their own bank's statement."""
    return f"Solifair {listed.period} {transfer.purpose.value} {bare(transfer.payout_id)}"[:_LONGEST_REMITTANCE]


def bare(id_: str) -> str:
    """An id without the prefix that says its kind."""
    return id_.rpartition("_")[2]
