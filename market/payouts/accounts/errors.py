"""Refusals about payout accounts. None of them tells an account number."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotAllowed, NotFound


class NoSuchPayoutAccount(NotFound):
    """There is no such payout account of yours."""

    code: ClassVar[str] = "no_such_payout_account"


class StewardOnly(NotAllowed):
    """Only a steward of the organisation decides where its money goes."""

    code: ClassVar[str] = "steward_only"


class SignInAgain(NotAllowed):
    """Where money goes is decided within a quarter of an hour of signing in, and never by an API key."""

    code: ClassVar[str] = "sign_in_again"


@dataclass(eq=False)
class PayoutAccountOpen(Conflict):
    """There is an open account for this currency; close it before another is opened."""

    code: ClassVar[str] = "payout_account_open"
    payout_account_id: str


class PayoutAccountClosed(Conflict):
    """This payout account has been closed."""

    code: ClassVar[str] = "payout_account_closed"


class PayoutAccountNotAtStripe(Conflict):
    """Nothing is asked for this account: it is no account at Stripe, or Stripe has not opened it yet."""

    code: ClassVar[str] = "payout_account_not_at_stripe"


class NobodyToAsk(Conflict):
    """Stripe asks a steward of the organisation, and it has none."""

    code: ClassVar[str] = "nobody_to_ask"


class BankDetailsMissing(Invalid):
    """To this country money goes through a bank: name the account."""

    code: ClassVar[str] = "bank_details_missing"


class BankDetailsNotWanted(Invalid):
    """To this country money goes through Stripe, which asks for the bank account itself."""

    code: ClassVar[str] = "bank_details_not_wanted"


@dataclass(eq=False)
class BadBankDetails(Invalid):
    """This cannot be a bank account as a bank would write it."""

    code: ClassVar[str] = "bad_bank_details"
    field: str
    reason: str


@dataclass(eq=False)
class BadRailRules(Invalid):
    """The table of rails cannot be read."""

    code: ClassVar[str] = "bad_rail_rules"
    line: int
    reason: str
