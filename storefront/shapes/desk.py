"""What producers and operators work with."""

from dataclasses import dataclass

from storefront.shapes.base import Money, Named
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

    amount: Money | None = None
    earliest_on: str | None = None
    route: str | None = None
    why_not: str | None = None


@dataclass(frozen=True)
class Payout:
    id: str
    amount: Money
    state: str
    purpose: str | None = None
    rail: str | None = None
    route: str | None = None
    created_at: str | None = None
    paid_at: str | None = None
    payee: Named | None = None
    failure: str | None = None


@dataclass(frozen=True)
class MoneyDesk:
    currency: str
    payable: Payable
    in_transit: Money | None = None
    paid_total: Money | None = None
    next_payout: NextPayout | None = None
    recent: tuple[Payout, ...] = ()


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
    format: str | None = None
    rows: tuple[ImportRow, ...] = ()
    created_at: str | None = None


@dataclass(frozen=True)
class PayoutRun:
    id: str
    period: str
    state: str
    created_at: str | None = None
    payouts: tuple[Payout, ...] = ()
    total: Money | None = None
    count: int | None = None


@dataclass(frozen=True)
class LedgerAccount:
    code: str
    kind: str
    balance: Money
    name: str | None = None


@dataclass(frozen=True)
class Violation:
    """A question to the books that should find nothing, and found something."""

    name: str
    detail: str = ""
    count: int | None = None
