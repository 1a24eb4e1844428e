"""Trade agreements, and money of a fund ahead of a harvest."""

from dataclasses import dataclass

from storefront.shapes.base import Money


@dataclass(frozen=True)
class AgreementShort:
    id: str
    version: int
    title: str
    starts_on: str
    ends_on: str
    state: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgreementParty:
    id: str
    name: str
    slug: str
    means: int
    signed_at: str | None = None
    declined_at: str | None = None


@dataclass(frozen=True)
class AgreementGood:
    name: str
    slug: str | None = None
    terms: str = ""


@dataclass(frozen=True)
class Commitment:
    id: str
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: str
    delivered: str
    due_on: str
    is_late: bool
    value: Money | None = None


@dataclass(frozen=True)
class KnowledgePackage:
    title: str
    licence: str
    url: str
    giver: str


@dataclass(frozen=True)
class Delivery:
    id: str
    what: str
    unit: str
    giver: str
    receiver: str
    giver_id: str
    receiver_id: str
    quantity: str
    delivered_on: str
    stated_for: str
    note: str = ""
    value: Money | None = None
    confirmed_at: str | None = None
    refused_at: str | None = None


@dataclass(frozen=True)
class Agreement:
    """One version, with everything in it. `sha256` is what its parties sign."""

    id: str
    version: int
    title: str
    body: str
    starts_on: str
    ends_on: str
    sha256: str
    state: str
    compensation_bps: int = 0
    compensation_fund: str | None = None
    end_reason: str = ""
    signed_version_id: str | None = None
    parties: tuple[AgreementParty, ...] = ()
    goods: tuple[AgreementGood, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    packages: tuple[KnowledgePackage, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class PartyBalance:
    name: str
    given: Money
    received: Money


@dataclass(frozen=True)
class StillOpen:
    giver: str
    receiver: str
    what: str
    unit: str
    quantity: str
    due_on: str
    is_late: bool


@dataclass(frozen=True)
class Balance:
    """Who gave and received how much of what was valued, and what is still to be given."""

    parties: tuple[PartyBalance, ...] = ()
    still_open: tuple[StillOpen, ...] = ()


@dataclass(frozen=True)
class Repayment:
    on: str
    principal: Money
    interest: Money


@dataclass(frozen=True)
class Prefinance:
    """Money of a fund ahead of an order; shares in hundredths of a per cent."""

    id: str
    fund_name: str
    what: str
    amount: Money
    owed: Money
    owed_interest: Money
    repay_bps: int
    interest_bps: int
    due_on: str
    state: str
    granting: int = 0
    most_interest: Money | None = None
    repayments: tuple[Repayment, ...] = ()
