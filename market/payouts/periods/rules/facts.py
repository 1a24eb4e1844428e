"""What is known of an organisation's account over a period. Amounts are minor units; a debit is positive, as the books
count. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

_LONGEST_DAYS = 10 * 366


@dataclass(frozen=True)
class Period:
    """Days in UTC; `end_day` is the first that no longer belongs to it."""

    first_day: date
    end_day: date

    @property
    def is_sane(self) -> bool:
        return 0 < (self.end_day - self.first_day).days <= _LONGEST_DAYS

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first_day, time(), UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.end_day, time(), UTC)


@dataclass(frozen=True)
class OrganisationFact:
    """Whose account it is."""

    id: str
    slug: str
    name: str
    country: str


@dataclass(frozen=True)
class BalanceFact:
    """One account of the organisation in the books, a debit positive as the books count; `cached` is the balance that
    the books keep beside the postings, `all_time` their sum."""

    account: str
    currency: str
    opening_minor: int
    closing_minor: int
    all_time_minor: int
    cached_minor: int


@dataclass(frozen=True, slots=True)
class PartFact:
    """One part of a line's price, its rule, and the account in the books that it went to."""

    kind: str
    minor: int
    payer: str
    rule_id: str | None
    rule_version: int | None
    rule_note: str
    account: str


@dataclass(frozen=True, slots=True)
class LineFact:
    """A line sold: one's own with every part of its price, or another's with the parts that are one's own."""

    at: datetime
    order_id: str
    order_line_id: str
    name: str
    variant_label: str
    quantity: int
    currency: str
    price_minor: int
    discount_minor: int
    seller: str
    is_own: bool
    parts: tuple[PartFact, ...]


@dataclass(frozen=True, slots=True)
class MovementFact:
    """One posting on one of the organisation's accounts, a debit positive."""

    account: str
    currency: str
    at: datetime
    journal_id: str
    kind: str
    order_id: str | None
    subject_id: str | None
    note: str
    minor: int


@dataclass(frozen=True)
class RefundedPart:
    """How much of a part went back to the buyer: out of what was owed, as something owed back, borne by the market."""

    kind: str
    minor: int
    owed_minor: int
    receivable_minor: int
    borne_minor: int
    account: str


@dataclass(frozen=True)
class RefundFact:
    """A refund of one line, or one that came to nothing and was undone."""

    at: datetime
    refund_id: str
    kind: str
    reason: str
    liable: str
    is_undone: bool
    order_id: str
    order_line_id: str
    name: str
    variant_label: str
    quantity: int
    currency: str
    parts: tuple[RefundedPart, ...]


@dataclass(frozen=True)
class TopupFact:
    """The market added what was missing to the minimum price when a line was paid out."""

    at: datetime
    order_id: str | None
    order_line_id: str | None
    name: str
    currency: str
    minor: int


@dataclass(frozen=True)
class HoldFact:
    """Money that waited, or waits at the end of the period; `released_at` only if that is before its end."""

    hold_id: str
    reason: str
    order_id: str | None
    placed_at: datetime
    released_at: datetime | None
    currency: str
    held_minor: int
    released_minor: int


@dataclass(frozen=True)
class PayoutFact:
    """A payout as it stood at the end of the period, and what the books say that it claimed."""

    payout_id: str
    week: str
    purpose: str
    rail: str
    currency: str
    gross_minor: int
    netted_minor: int
    minor: int
    claimed_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    state: str
    transfer_id: str | None
    bank_reference: str | None
    failure: str | None
    booked_in_transit_minor: int
    booked_netted_minor: int


@dataclass(frozen=True)
class ReversalFact:
    """Money of a transfer that came back, or was asked back."""

    reversal_id: str
    payout_id: str
    currency: str
    minor: int
    asked_at: datetime | None
    done_at: datetime | None
    given_up_at: datetime | None
    stripe_reversal_id: str | None


@dataclass
class RuleSum:
    """What one rule took or gave over the period; the note is empty when it was not always the same."""

    kind: str
    currency: str
    rule_id: str | None
    rule_version: int | None
    note: str
    parts: int
    minor: int


@dataclass(frozen=True)
class MovedSum:
    """What entries of one kind moved on one account, a debit positive."""

    account: str
    currency: str
    kind: str
    minor: int


@dataclass(frozen=True)
class Difference:
    """Something stated that is not what the books say."""

    what: str
    currency: str
    stated_minor: int
    booked_minor: int
