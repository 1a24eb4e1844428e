"""What producers and operators work with."""

from dataclasses import dataclass

from storefront.shapes.base import Money
from storefront.shapes.cart import Address, OrderLine


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
    """When money leaves at the earliest and by which route; `why_not` when it does not."""

    amount: Money
    earliest_on: str | None = None
    route: str | None = None
    why_not: str | None = None


@dataclass(frozen=True)
class Payout:
    id: str
    amount: Money
    state: str
    purpose: str | None = None
    period: str | None = None
    rail: str | None = None
    bank_reference: str | None = None
    created_at: str | None = None
    paid_at: str | None = None
    failure: str | None = None


@dataclass(frozen=True)
class MoneyDesk:
    currency: str
    payable: Payable
    in_transit: Money | None = None
    paid_total: Money | None = None
    next_payout: NextPayout | None = None


@dataclass(frozen=True)
class RowProblem:
    code: str
    detail: str = ""
    column: str | None = None


@dataclass(frozen=True)
class ImportRow:
    row: int
    outcome: str
    handle: str | None = None
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What a catalogue file would do (`dry_run`) or did."""

    id: str
    state: str
    dry_run: bool
    rows_total: int
    created: int
    updated: int
    unchanged: int
    refused: int
    file_name: str = ""
    rows: tuple[ImportRow, ...] = ()
    created_at: str | None = None


@dataclass(frozen=True)
class PayoutRun:
    """One run of a week; `payouts` is how many it made."""

    id: str
    period: str
    created_at: str
    payouts: int
    sequence: int = 1
    triggered_by: str = ""


@dataclass(frozen=True)
class LedgerAccount:
    """A debit is positive: what the market owes stands below zero."""

    code: str
    kind: str
    balance: Money


@dataclass(frozen=True)
class Violation:
    """A question to the books that should find nothing, and the first of what it found."""

    name: str
    sentence: str = ""
    ids: tuple[str, ...] = ()
