"""Trade agreements between organisations."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.schemas.base import In, LongText, MoneyOut, Out, ShortText, Text, money_out
from api.schemas.prefinance import Currency, Day, Id
from market.agreements.page_queries import AgreementHead, CommitmentFact, DeliveryFact
from market.agreements.read_agreement import AgreementView
from market.agreements.rules import AgreementState, Commitment, Content, Good, Package, Party

Value = Annotated[int, Field(strict=True, ge=0, le=99_999_999_999)]
Quantity = Annotated[Text, StringConstraints(pattern=r"^[0-9]{1,11}(\.[0-9]{1,3})?$")]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-fA-F]{64}$")]
_Day = Annotated[Day, Field(strict=False)]


class PartyIn(In):
    """Who signs. `means` is the size by which compensation is scaled, in any unit that all parties use."""

    organisation_id: Id
    means: Annotated[int, Field(strict=True, ge=1, le=10**15)] = 1


class GoodIn(In):
    """One product, or a category with all below it, that the parties trade without a market fee."""

    product_id: Id | None = None
    category: Annotated[Text, StringConstraints(max_length=100)] | None = None
    terms: Annotated[Text, StringConstraints(max_length=500)] = ""


class CommitmentIn(In):
    """Who gives whom how much of what by when; `answers` is the place, from 0, of what it is given for."""

    giver_id: Id
    receiver_id: Id
    what: ShortText
    unit: Annotated[ShortText, StringConstraints(max_length=40)]
    quantity: Quantity
    value: Value | None = None
    due_on: _Day
    answers: Annotated[int, Field(strict=True, ge=0, le=199)] | None = None


class PackageIn(In):
    """Knowledge that a party shares: where it is, under which licence, and the SHA-256 if it is a file."""

    giver_id: Id
    title: ShortText
    licence: ShortText
    url: Annotated[Text, StringConstraints(max_length=500, pattern="^https://.+$")]
    sha256: Sha256 | None = None


class AgreementIn(In):
    """All that is signed. `amends` names a version of the agreement that this one shall follow, also to renew it."""

    title: ShortText
    body: LongText
    currency: Currency
    starts_on: _Day
    ends_on: _Day
    compensation_bps: Annotated[int, Field(strict=True, ge=0, le=5_000)] = 0
    compensation_fund_id: Id | None = None
    parties: Annotated[list[PartyIn], Field(min_length=2, max_length=50)]
    goods: Annotated[list[GoodIn], Field(max_length=200, default_factory=list)]
    commitments: Annotated[list[CommitmentIn], Field(max_length=200, default_factory=list)]
    packages: Annotated[list[PackageIn], Field(max_length=50, default_factory=list)]
    amends: Id | None = None

    def content(self) -> Content:
        return Content(
            title=self.title,
            body=self.body,
            currency=self.currency,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            compensation_bps=self.compensation_bps,
            compensation_fund_id=self.compensation_fund_id,
            parties=tuple(Party(one.organisation_id, one.means) for one in self.parties),
            goods=tuple(Good(one.product_id, one.category, one.terms) for one in self.goods),
            commitments=tuple(
                Commitment(
                    one.giver_id,
                    one.receiver_id,
                    one.what,
                    one.unit,
                    Decimal(one.quantity),
                    one.value,
                    one.due_on,
                    one.answers,
                )
                for one in self.commitments
            ),
            packages=tuple(
                Package(one.giver_id, one.title, one.licence, one.url, (one.sha256 or "").lower())
                for one in self.packages
            ),
        )


class SignIn(In):
    """For which party, and the SHA-256 of the text that was read."""

    organisation_id: Id
    sha256: Sha256


class DeclineIn(In):
    organisation_id: Id


class EndIn(In):
    """For which party, and a reason that everybody reads."""

    organisation_id: Id
    reason: ShortText


class DeliveryIn(In):
    """For which side; how much of what was committed, worth how much in minor units of the agreement's currency."""

    organisation_id: Id
    quantity: Quantity
    value: Value | None = None
    delivered_on: _Day
    note: Annotated[Text, StringConstraints(max_length=500)] = ""


class AnswerIn(In):
    is_right: bool


class PaidIn(In):
    bank_reference: ShortText


class AgreementHeadOut(Out):
    """An agreement in a list; `parties` are names, `party_ids` are theirs in the same order."""

    id: str
    series_id: str
    version: int
    title: str
    starts_on: date
    ends_on: date
    signed_at: datetime | None
    state: AgreementState
    parties: list[str]
    party_ids: list[str]

    @classmethod
    def of(cls, head: AgreementHead) -> Self:
        return cls.model_validate(head)


class PartyOut(Out):
    id: str
    name: str
    slug: str
    means: int
    signed_at: datetime | None
    declined_at: datetime | None


class GoodOut(Out):
    """`name` is the product's, or the category's code."""

    product_id: str | None
    category_code: str | None
    name: str
    slug: str | None
    terms: str


class CommitmentOut(Out):
    """`delivered` is what both sides have confirmed; `answers_id` what it is given for."""

    id: str
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: str
    delivered: str
    value: MoneyOut | None
    due_on: date
    is_late: bool
    answers_id: str | None

    @classmethod
    def of(cls, fact: CommitmentFact, currency: str, today: date) -> Self:
        return cls(
            id=fact.id,
            giver_id=fact.giver_id,
            giver=fact.giver,
            receiver_id=fact.receiver_id,
            receiver=fact.receiver,
            what=fact.what,
            unit=fact.unit,
            quantity=plain(fact.quantity),
            delivered=plain(fact.delivered),
            value=None if fact.value_minor is None else money_out(fact.value_minor, currency),
            due_on=fact.due_on,
            is_late=fact.delivered < fact.quantity and fact.due_on < today,
            answers_id=fact.answers_id,
        )


class PackageOut(Out):
    title: str
    licence: str
    url: str
    sha256: str
    giver_id: str
    giver: str


class DeliveryOut(Out):
    """What one side stated; it counts when the other has confirmed it."""

    id: str
    commitment_id: str
    what: str
    unit: str
    giver: str
    receiver: str
    giver_id: str
    receiver_id: str
    quantity: str
    value: MoneyOut | None
    delivered_on: date
    note: str
    stated_for: str
    confirmed_at: datetime | None
    refused_at: datetime | None

    @classmethod
    def of(cls, fact: DeliveryFact, currency: str) -> Self:
        said = {name: value for name, value in vars(fact).items() if name not in {"quantity", "value_minor"}}
        value = None if fact.value_minor is None else money_out(fact.value_minor, currency)
        return cls(**said, quantity=plain(fact.quantity), value=value)


class AgreementOut(Out):
    """One version of an agreement. `sha256` is what its parties sign; `signed_version_id` the version that all signed
    last."""

    id: str
    series_id: str
    version: int
    title: str
    body: str
    currency: str
    starts_on: date
    ends_on: date
    compensation_bps: int
    compensation_fund_id: str | None
    compensation_fund: str | None
    sha256: str
    proposed_for: str
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    state: AgreementState
    signed_version_id: str | None
    parties: list[PartyOut]
    goods: list[GoodOut]
    commitments: list[CommitmentOut]
    packages: list[PackageOut]
    deliveries: list[DeliveryOut]

    @classmethod
    def of(cls, view: AgreementView, today: date) -> Self:
        page = view.page
        return cls(
            **{**vars(page), "sha256": page.sha256.hex()},
            parties=[PartyOut.model_validate(one) for one in view.parties],
            goods=[GoodOut.model_validate(one) for one in view.goods],
            commitments=[CommitmentOut.of(one, page.currency, today) for one in view.commitments],
            packages=[PackageOut.model_validate(one) for one in view.packages],
            deliveries=[DeliveryOut.of(one, page.currency) for one in view.deliveries],
        )


def plain(quantity: Decimal) -> str:
    """`12.5` for 12.500, `40` for 40.000."""
    return f"{quantity:f}".rstrip("0").rstrip(".") if "." in f"{quantity:f}" else f"{quantity:f}"
