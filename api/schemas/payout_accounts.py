"""Where an organisation's money goes, as the API takes and shows it. No account number ever leaves."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, Out, ShortText, Text
from market.payouts.accounts.bank_details import BankDetails, check_bank_details
from market.payouts.accounts.queries import AccountFact
from market.payouts.accounts.rules import RailChoice

Number = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class BankIn(In):
    """A bank account: by its IBAN, or by another number with its bank and the bank's BIC."""

    holder_name: ShortText
    iban: Number | None = None
    account_number: Number | None = None
    bic: Annotated[Text, StringConstraints(max_length=20)] = ""
    bank_name: Annotated[Text, StringConstraints(max_length=200)] = ""

    def checked(self) -> BankDetails:
        """Raises BadBankDetails."""
        return check_bank_details(
            holder_name=self.holder_name,
            iban=self.iban,
            account_number=self.account_number,
            bic=self.bic,
            bank_name=self.bank_name,
        )


class PayoutAccountIn(In):
    """Open an account for a currency. `bank` is named where money goes through a bank, and only there."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "currency": "EUR",
                    "bank": {
                        "holder_name": "Cooperativa Norandino",
                        "account_number": "00219300123456789012",
                        "bic": "BCPLPEPL",
                        "bank_name": "Banco de Crédito del Perú",
                    },
                }
            ]
        }
    )

    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    bank: BankIn | None = None


class PayoutAccountOut(Out):
    """`state`: `pending` until it can be paid for the first time, then `active`, or `restricted` while it cannot.

    `requirements` are Stripe's names for what it still asks of the holder. `last_digits` are of the bank account.
    """

    id: str
    rail: str
    currency: str
    country: str
    state: str
    holder_name: str
    last_digits: str
    bic: str
    bank_name: str
    stripe_account_id: str | None
    requirements: list[str]
    created_at: datetime
    refreshed_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, account: AccountFact) -> "PayoutAccountOut":
        return cls(
            id=account.id,
            rail=account.rail,
            currency=account.currency,
            country=account.country,
            state=account.state,
            holder_name=account.holder_name,
            last_digits=account.last_digits,
            bic=account.bic,
            bank_name=account.bank_name,
            stripe_account_id=account.stripe_account_id,
            requirements=list(account.requirements),
            created_at=account.created_at,
            refreshed_at=account.refreshed_at,
            closed_at=account.closed_at,
        )


class RailOut(Out):
    """The road that money takes to the organisation's country, on whose word, and whether that is certain."""

    rail: str
    source: str
    is_confirmed: bool

    @classmethod
    def of(cls, choice: RailChoice) -> "RailOut":
        return cls(rail=choice.rail, source=choice.source, is_confirmed=choice.is_confirmed)


class PayoutAccountsOut(Out):
    """Every account of an organisation, open ones first, and the road a new one would take."""

    new_account: RailOut
    data: list[PayoutAccountOut]


class OnboardingLinkOut(Out):
    """A page of Stripe's, good for minutes and for once."""

    url: str = Field(examples=["https://connect.stripe.com/setup/e/acct_1/abc"])
