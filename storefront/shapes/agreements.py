"""Trade agreements."""

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
    party_ids: tuple[str, ...] = ()


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
    product_id: str | None = None
    category_code: str | None = None


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
    answers_id: str | None = None


@dataclass(frozen=True)
class KnowledgePackage:
    title: str
    licence: str
    url: str
    giver_id: str
    giver: str
    sha256: str = ""


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
    currency: str
    starts_on: str
    ends_on: str
    sha256: str
    state: str
    compensation_bps: int = 0
    compensation_fund_id: str | None = None
    compensation_fund: str | None = None
    end_reason: str = ""
    signed_version_id: str | None = None
    parties: tuple[AgreementParty, ...] = ()
    goods: tuple[AgreementGood, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    packages: tuple[KnowledgePackage, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class ProposedAgreement:
    id: str


@dataclass(frozen=True)
class PartyBalance:
    name: str
    given: Money
    received: Money


@dataclass(frozen=True)
class Ordered:
    """What one party ordered of another without a market fee in the quarter that begins on a day."""

    quarter: str
    buyer: str
    producer: str
    goods: Money


@dataclass(frozen=True)
class Compensation:
    id: str
    payer: str
    amount: Money
    owed_on: str
    paid_on: str | None = None


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
    """Who gave and received how much of what was valued, what was ordered without a fee, what is owed to the fund, and
    what is still to be given."""

    parties: tuple[PartyBalance, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    compensations: tuple[Compensation, ...] = ()
    still_open: tuple[StillOpen, ...] = ()
