"""What producers are owed and were paid, as the API shows it."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, MoneyOut, Out, ShortText
from kit.money import Money
from market.payouts.claim_queries import Shortfall
from market.payouts.queries import PayoutFact, RunFact
from market.payouts.read_money import MoneyView
from market.payouts.sentence.rules import Obstacle, Outlook, refused_by_bank, why_and_when
from market.payouts.statements.queries import StatementFact


class PayoutRunIn(In):
    """Pay everybody what is due, under the name of a week."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"period": "2026-W48"}]})

    period: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-W[0-9]{2}$", max_length=8)]


class BankReferenceIn(In):
    """What the bank calls the transfer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"bank_reference": "2026112700012345"}]})

    bank_reference: ShortText


class PayoutEndIn(In):
    """Why a payout does not stand."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"because": "AC04: account closed"}]})

    because: ShortText


class PayoutOut(Out):
    """One amount to one organisation for one purpose; `netted` was kept back of what was due, for what the organisation
    owed back. `in_transit` is not yet known to have arrived."""

    id: str
    run_id: str
    period: str
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    purpose: str
    rail: str
    amount: MoneyOut
    netted: MoneyOut
    state: str
    transfer_id: str | None
    bank_reference: str | None
    failure: str | None
    created_at: datetime
    paid_at: datetime | None

    @classmethod
    def of(cls, payout: PayoutFact) -> "PayoutOut":
        return cls(
            id=payout.id,
            run_id=payout.run_id,
            period=payout.period,
            organisation_id=payout.beneficiary_id,
            organisation_slug=payout.beneficiary_slug,
            organisation_name=payout.beneficiary_name,
            purpose=payout.purpose,
            rail=payout.rail,
            amount=MoneyOut.of(payout.money),
            netted=MoneyOut.of(payout.netted),
            state=payout.state,
            transfer_id=payout.transfer_id,
            bank_reference=payout.bank_reference,
            failure=payout.failure,
            created_at=payout.created_at,
            paid_at=payout.paid_at,
        )


class PayoutRunOut(Out):
    """One run of a period. A period run again has another sequence only if something was newly due."""

    id: str
    period: str
    sequence: int
    as_of: datetime
    triggered_by: str
    created_at: datetime
    payouts: int

    @classmethod
    def of(cls, run: RunFact) -> "PayoutRunOut":
        return cls.model_validate(run)


class PayoutRunDetailOut(PayoutRunOut):
    """A run with its payouts."""

    items: list[PayoutOut]


class HeldBackOut(Out):
    """Something due that the books do not cover; an operator looks at it."""

    organisation_id: str
    purpose: str
    due: MoneyOut
    owed: MoneyOut

    @classmethod
    def of(cls, short: Shortfall) -> "HeldBackOut":
        return cls(
            organisation_id=short.beneficiary_id,
            purpose=short.purpose,
            due=MoneyOut.of(short.due),
            owed=MoneyOut.of(short.owed),
        )


class PayoutRunsOut(Out):
    """All runs of a period and the first of their payouts by name, at most two hundred; each run lists all of its own.

    `new_run_id` is null when nothing was newly due.
    """

    period: str
    new_run_id: str | None
    runs: list[PayoutRunOut]
    payouts: list[PayoutOut]
    held_back: list[HeldBackOut]


class PayableOut(Out):
    """Goods and premium are kept apart: the premium is restricted money."""

    goods: MoneyOut
    premium: MoneyOut


class NextPayoutOut(Out):
    """What comes next. `sentence` says it all in the caller's language: when, how much, by which road, or why not yet.

    `why_not` is what stands in its way: no_account, account_pending, account_restricted, waiting_for_funds, held or
    below_minimum; null when nothing does. `netted` is kept of it for what the organisation owes back; an amount below
    the minimum leaves on `latest_on` all the same.
    """

    sentence: str
    earliest_on: date | None
    latest_on: date | None
    route: str | None
    amount: MoneyOut
    netted: MoneyOut | None
    why_not: Obstacle | None

    @classmethod
    def of(cls, outlook: Outlook, lang: str) -> "NextPayoutOut":
        return cls(
            sentence=why_and_when(outlook, lang),
            earliest_on=outlook.expected_on,
            latest_on=outlook.latest_on,
            route=outlook.rail,
            amount=MoneyOut.of(outlook.money),
            netted=MoneyOut.of(outlook.netted) if outlook.netted else None,
            why_not=outlook.obstacle,
        )


class RefusedByBankOut(Out):
    """Money that arrived at Stripe and that the bank of the organisation did not take, and what to do about it."""

    amount: MoneyOut
    sentence: str

    @classmethod
    def of(cls, money: Money, lang: str) -> "RefusedByBankOut":
        return cls(amount=MoneyOut.of(money), sentence=refused_by_bank(money, lang))


class ProducerMoneyOut(Out):
    """Owed, held for a reason, on its way, arrived, owed back for refunds, and what comes next.

    `refused_by_bank` is part of what arrived: null unless the last transfer from Stripe to the bank failed.
    """

    currency: str
    payable: PayableOut
    held: MoneyOut
    in_transit: MoneyOut
    owed_back: MoneyOut
    paid_total: MoneyOut
    refused_by_bank: RefusedByBankOut | None
    next_payout: NextPayoutOut | None
    recent: list[PayoutOut]

    @classmethod
    def of(cls, view: MoneyView, lang: str) -> "ProducerMoneyOut":
        return cls(
            currency=view.currency,
            payable=PayableOut(goods=MoneyOut.of(view.payable_goods), premium=MoneyOut.of(view.payable_premium)),
            held=MoneyOut.of(view.held),
            in_transit=MoneyOut.of(view.in_transit),
            owed_back=MoneyOut.of(view.owed_back),
            paid_total=MoneyOut.of(view.paid_total),
            refused_by_bank=RefusedByBankOut.of(view.refused_by_bank, lang) if view.refused_by_bank else None,
            next_payout=NextPayoutOut.of(view.outlook, lang) if view.outlook else None,
            recent=[PayoutOut.of(payout) for payout in view.recent],
        )


class ProducerStatementOut(Out):
    """One version of what a producer was told about a week. `sha256` is of the document's canonical JSON (RFC 8785)."""

    id: str
    period: str
    version: int
    as_of: datetime
    sha256: str
    supersedes_id: str | None

    @classmethod
    def of(cls, statement: StatementFact) -> "ProducerStatementOut":
        return cls(
            id=statement.id,
            period=statement.period,
            version=statement.version,
            as_of=statement.as_of,
            sha256=statement.sha256.hex(),
            supersedes_id=statement.supersedes_id,
        )


class ProducerStatementDetailOut(ProducerStatementOut):
    """With the document itself."""

    document: dict[str, Any] = Field(
        description="What was sold, what each rule took, what left and how, and the totals"
    )

    @classmethod
    def with_document(cls, statement: StatementFact) -> "ProducerStatementDetailOut":
        return cls(**ProducerStatementOut.of(statement).model_dump(), document=statement.document)
