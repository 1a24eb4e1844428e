"""What producers work with."""

from dataclasses import dataclass

from storefront.shapes.base import Money
from storefront.shapes.orders import Address, OrderLine


@dataclass(frozen=True)
class Parcel:
    """A parcel to pack and send."""

    id: str
    state: str
    lines: tuple[OrderLine, ...] = ()
    order_id: str | None = None
    full_name: str | None = None
    shipping_address: Address | None = None
    placed_at: str | None = None
    paid_at: str | None = None
    shipped_at: str | None = None
    delivered_at: str | None = None
    tracking: str | None = None


@dataclass(frozen=True)
class Payable:
    goods: Money
    premium: Money


@dataclass(frozen=True)
class NextPayout:
    """What comes next. `sentence` says it all in the visitor's language: when, how much, by which road, or why not."""

    amount: Money
    sentence: str = ""
    earliest_on: str | None = None
    route: str | None = None
    why_not: str | None = None


@dataclass(frozen=True)
class Payout:
    """`netted` was kept back of what was due, for what the organisation owed back."""

    id: str
    amount: Money
    state: str
    netted: Money | None = None
    organisation_id: str = ""
    organisation_name: str = ""
    purpose: str | None = None
    period: str | None = None
    rail: str | None = None
    transfer_id: str | None = None
    bank_reference: str | None = None
    created_at: str | None = None
    paid_at: str | None = None
    failure: str | None = None


@dataclass(frozen=True)
class RefusedByBank:
    """What arrived at Stripe and the bank did not take; the sentence says what to do."""

    amount: Money
    sentence: str


@dataclass(frozen=True)
class MoneyDesk:
    """Owed, held for a reason, on its way, owed back for refunds, arrived, refused by the bank, and what comes next."""

    currency: str
    payable: Payable
    held: Money | None = None
    in_transit: Money | None = None
    owed_back: Money | None = None
    paid_total: Money | None = None
    refused_by_bank: RefusedByBank | None = None
    next_payout: NextPayout | None = None


@dataclass(frozen=True)
class Invoice:
    """The market's commission invoice of a month."""

    month: str
    number: str


@dataclass(frozen=True)
class Invoices:
    data: tuple[Invoice, ...] = ()
