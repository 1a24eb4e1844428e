"""A bank account as its holder names it, checked before anything is sent there."""

import re
from dataclasses import dataclass, field

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from market.payouts.accounts.errors import BadBankDetails
from market.payouts.bank_files.rules import LONGEST_NAME, in_bank_letters

_ACCOUNT_NUMBER = re.compile(r"^[A-Z0-9]{4,34}$")
_LONGEST_BANK_NAME = 100


@dataclass(frozen=True)
class BankDetails:
    """Where a bank transfer goes. The number appears in no log: it is left out of the text of this."""

    holder_name: str
    account_number: str = field(repr=False)
    is_iban: bool
    bic: str
    bank_name: str


def check_bank_details(
    *, holder_name: str, iban: str | None, account_number: str | None, bic: str, bank_name: str
) -> BankDetails:
    """The account with its numbers as banks write them. An IBAN names its bank; any other number needs BIC and bank.

    Raises BadBankDetails naming the field and why, never what was written there.
    """
    if (iban is None) == (account_number is None):
        raise BadBankDetails("iban", "name either an IBAN or another account number")
    holder = in_bank_letters(holder_name, LONGEST_NAME)
    if not holder.text or holder.has_lost_letters:
        raise BadBankDetails("holder_name", "write it in Latin letters, as the bank does")
    checked_bic = _bic(bic)
    if iban is not None:
        return BankDetails(" ".join(holder_name.split()), _iban(iban), True, checked_bic, _bank_name(bank_name))
    assert account_number is not None
    if not checked_bic:
        raise BadBankDetails("bic", "an account without an IBAN needs its bank's BIC")
    if not bank_name.strip():
        raise BadBankDetails("bank_name", "an account without an IBAN needs its bank's name")
    number = _number(account_number)
    return BankDetails(" ".join(holder_name.split()), number, False, checked_bic, _bank_name(bank_name))


def _iban(text: str) -> str:
    try:
        return ibans.validate(text)
    except ValidationError as error:
        raise BadBankDetails("iban", _reason(error)) from None


def _bic(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return bics.validate(text)
    except ValidationError as error:
        raise BadBankDetails("bic", _reason(error)) from None


def _reason(error: ValidationError) -> str:
    """`InvalidChecksum` as `invalid checksum`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()


def _number(text: str) -> str:
    number = re.sub(r"[\s./-]", "", text).upper()
    if _ACCOUNT_NUMBER.match(number) is None:
        raise BadBankDetails("account_number", "4 to 34 letters and digits")
    return number


def _bank_name(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_BANK_NAME]
