"""What an order's story is told from. Amounts are minor units of the order's currency unless a field says otherwise."""

from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from models.enums import MailKind, MailState


@dataclass(frozen=True)
class OrderTold:
    id: str
    state: str
    country: str
    currency: str
    goods_minor: int
    shipping_minor: int
    discount_minor: int
    total_minor: int
    placed_at: datetime
    paid_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class LineTold:
    """A line, how many of its units have gone back, and the parts of its price in order: `12.00 EUR producer
    (Norandino)`."""

    id: str
    parcel_id: str
    quantity: int
    units_back: int
    name: str
    variant_label: str
    producer: str
    amount_minor: int
    parts: tuple["PartTold", ...]


@dataclass(frozen=True)
class PartTold:
    kind: str
    beneficiary: str | None
    amount_minor: int
    rule_id: str | None


@dataclass(frozen=True)
class PaymentTold:
    id: str
    state: str
    flow: str
    amount_minor: int
    currency: str
    fee_minor: int | None
    net_minor: int | None
    settlement_currency: str | None
    charge_id: str | None
    created_at: datetime
    succeeded_at: datetime | None
    available_at: datetime | None
    failure_code: str | None


@dataclass(frozen=True)
class ParcelTold:
    id: str
    producer: str
    state: str
    shipping_minor: int
    tracking: str
    shipped_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class MailTold:
    """A mail to whoever bought, without its words and its address."""

    id: str
    kind: MailKind
    about: str
    language: str
    state: MailState
    tries: int
    created_at: datetime
    written_at: datetime | None
    sent_at: datetime | None
    given_up_at: datetime | None


@dataclass(frozen=True)
class ClaimTold:
    """What a payout claimed of the order."""

    payout_id: str
    beneficiary: str
    purpose: str
    rail: str
    state: str
    period: str
    of_order: Money
    whole: Money
    netted: Money
    transfer_id: str | None
    bank_reference: str | None
    failure: str | None
    created_at: datetime
    paid_at: datetime | None
    released_at: datetime | None


@dataclass(frozen=True)
class RefundTold:
    id: str
    kind: str
    state: str
    amount_minor: int
    liable: str
    reason: str
    failure: str | None
    stripe_refund_id: str | None
    created_at: datetime
    settled_at: datetime | None
    taken: tuple["TakenTold", ...]


@dataclass(frozen=True)
class TakenTold:
    """What one party gave of a refund: of what was still owed to it, of what had been paid out, or nothing of its own
    because the market bore it."""

    kind: str
    beneficiary: str | None
    amount_minor: int
    owed_minor: int
    receivable_minor: int
    borne_minor: int


@dataclass(frozen=True)
class ReversalTold:
    id: str
    payout_id: str
    beneficiary: str
    money: Money
    state: str
    stripe_reversal_id: str | None
    failure: str | None
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class DisputeTold:
    id: str
    stripe_dispute_id: str
    status: str
    reason: str
    amount_minor: int
    withdrawn_minor: int
    reinstated_minor: int
    charged_to: str | None
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class HoldTold:
    id: str
    reason: str
    note: str
    placed_at: datetime
    released_at: datetime | None
    release_note: str


@dataclass(frozen=True)
class ReturnTold:
    id: str
    producer: str
    state: str
    units: int
    reason: str
    answer: str
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True)
class StandTold:
    """Where one party's share of the order is now; the amounts after `earned_minor` sum to it."""

    beneficiary: str
    purpose: str
    earned_minor: int
    given_back_minor: int
    repaid_minor: int
    waiting_minor: int
    held_minor: int
    claimed_minor: int
    arrived_minor: int


@dataclass(frozen=True)
class EntryTold:
    """An entry in the books, with its legs as `+12.00 EUR stripe:pending`."""

    id: str
    kind: str
    at: datetime
    note: str
    legs: tuple[tuple[str, Money], ...]


@dataclass(frozen=True)
class OrderFacts:
    """All of it."""

    order: OrderTold
    lines: tuple[LineTold, ...]
    payment: PaymentTold | None
    parcels: tuple[ParcelTold, ...]
    mails: tuple[MailTold, ...]
    claims: tuple[ClaimTold, ...]
    refunds: tuple[RefundTold, ...]
    reversals: tuple[ReversalTold, ...]
    disputes: tuple[DisputeTold, ...]
    holds: tuple[HoldTold, ...]
    returns: tuple[ReturnTold, ...]
    stands: tuple[StandTold, ...]
    entries: tuple[EntryTold, ...]
