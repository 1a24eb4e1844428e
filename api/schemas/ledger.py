"""The books, as an operator reads them."""

from api.schemas.base import MoneyOut, Out
from market.ledger.invariants import Violation
from market.ledger.queries import AccountFact


class LedgerAccountOut(Out):
    """An account and its balance; a debit is positive, so what the market owes stands below zero."""

    code: str
    kind: str
    organisation_id: str | None
    is_guarded: bool
    balance: MoneyOut

    @classmethod
    def of(cls, account: AccountFact) -> "LedgerAccountOut":
        return cls(
            code=account.code,
            kind=account.kind,
            organisation_id=account.owner_id,
            is_guarded=account.is_guarded,
            balance=MoneyOut.of(account.balance),
        )


class ViolationOut(Out):
    """Something that must never be, and the first of those it concerns."""

    name: str
    sentence: str
    ids: list[str]

    @classmethod
    def of(cls, violation: Violation) -> "ViolationOut":
        return cls(name=violation.name, sentence=violation.sentence, ids=list(violation.ids))
