"""What operators work with."""

from dataclasses import dataclass

from storefront.shapes.base import Money
from storefront.shapes.desk import Payout


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


@dataclass(frozen=True)
class PayoutRunDetail(PayoutRun):
    """A run with its payouts as they stand."""

    items: tuple[Payout, ...] = ()

    def bank_currencies(self) -> list[str]:
        """The currencies in which transfers wait for the bank."""
        waiting = (one for one in self.items if one.rail == "manual_bank" and one.state == "in_transit")
        return sorted({one.amount.currency for one in waiting})


@dataclass(frozen=True)
class HeldBack:
    """Something due that the books do not cover."""

    organisation_id: str
    purpose: str
    due: Money
    owed: Money


@dataclass(frozen=True)
class StartedRun:
    """What a run came to; `new_run_id` is None when nothing was newly due."""

    period: str
    new_run_id: str | None = None
    held_back: tuple[HeldBack, ...] = ()


@dataclass(frozen=True)
class Alert:
    """Something for a person to look at. `times`: how often it was noticed while nobody had."""

    id: str
    kind: str
    sentence: str
    raised_at: str
    subject_id: str | None = None
    times: int = 1
    last_raised_at: str | None = None
    resolved_at: str | None = None
    resolved_by: str | None = None
    resolution: str = ""


@dataclass(frozen=True)
class Told:
    """One thing that happened; `about` is the id of what it happened to."""

    at: str
    sentence: str
    about: str = ""


@dataclass(frozen=True)
class Leg:
    """What an entry moves on one account; a debit is positive."""

    account: str
    amount: Money


@dataclass(frozen=True)
class Entry:
    id: str
    kind: str
    at: str
    note: str = ""
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True)
class TracedLine:
    """A line that can be given back, and how many of its units have not been."""

    id: str
    parcel_id: str
    name: str
    quantity: int
    amount: Money
    variant_label: str = ""
    units_back: int = 0

    @property
    def units_left(self) -> int:
        return self.quantity - self.units_back


@dataclass(frozen=True)
class TracedParcel:
    """A parcel whose shipping can be given back."""

    id: str
    producer: str
    state: str
    shipping: Money


@dataclass(frozen=True)
class Trace:
    """An order's story: what was bought and who gets what, what happened, where it is now, what the books say."""

    order_id: str
    state: str
    total: Money
    lines: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    stands: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    goods: tuple[TracedLine, ...] = ()
    parcels: tuple[TracedParcel, ...] = ()


@dataclass(frozen=True)
class Hold:
    """Why somebody's money waits: of one order, or all that an organisation has coming."""

    id: str
    reason: str
    note: str
    placed_at: str
    order_id: str | None = None
    organisation_id: str | None = None
    released_at: str | None = None
    release_note: str = ""


@dataclass(frozen=True)
class Dispute:
    """A payment that a buyer's bank questions. `status` and `reason` are Stripe's words."""

    id: str
    order_id: str
    stripe_dispute_id: str
    status: str
    reason: str
    amount: Money
    created_at: str
    withdrawn: Money | None = None
    reinstated: Money | None = None
    charged_to: str | None = None
    due_at: str | None = None
    closed_at: str | None = None

    @property
    def is_to_charge(self) -> bool:
        """Whether it was lost and nobody has said who bears it."""
        return self.status == "lost" and self.charged_to is None


@dataclass(frozen=True)
class Movements:
    """All of Stripe's movements of one type and currency in a day."""

    type: str
    count: int
    without_entry: int
    amount: Money
    fee: Money
    net: Money


@dataclass(frozen=True)
class Totals:
    """One currency at the end of a day; `difference` is Stripe's sum less the books and what is under way."""

    stripe: Money
    books: Money
    under_way: Money
    difference: Money
    reserved: Money


@dataclass(frozen=True)
class Difference:
    """Something that Stripe and the books do not say alike, and the first of those concerned."""

    name: str
    sentence: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """A day of Stripe's movements beside the books."""

    day: str
    as_of: str
    is_well: bool
    movements: tuple[Movements, ...] = ()
    totals: tuple[Totals, ...] = ()
    differences: tuple[Difference, ...] = ()
