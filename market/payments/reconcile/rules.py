"""What each kind of Stripe's movements is to us, over which days it is read, and which differences have a name. Pure.

Types and reporting categories: Stripe's `balance_transaction` object. Stripe adds types without a new version of its
API, so whatever has no rule here goes to suspense and a person is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from kit.currencies import CURRENCIES
from kit.money import Money
from market.payments.reconcile.errors import NotADay
from models.enums import JournalKind

LONGEST_UNMATCHED = timedelta(hours=24)
"""How long an entry of ours may come after the movement it belongs to, before a person is told."""
MOST_IDS = 20

# Nothing of Stripe's is older than this.
_BEGINNING = datetime(2011, 1, 1, tzinfo=UTC)
# A movement may appear in the list a little after the moment it bears.
_OVERLAP = timedelta(days=1)
# So much is read in one go before it is noted that it was.
_SLICE = timedelta(days=90)
# Events of a day that is over may still be on their way to us.
_AFTER_MIDNIGHT = timedelta(hours=1)
_MOST_DAYS = 31
# Further than any clock of a sandbox is moved.
_FAR = timedelta(days=366)


class Way(StrEnum):
    """How a movement finds its entry: the first seven belong to entries that something else has booked, the others
    are booked by what they are."""

    CHARGE = "charge"
    REFUND_SENT = "refund_sent"
    REFUND_BACK = "refund_back"
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_BACK = "transfer_back"
    DISPUTE_TAKEN = "dispute_taken"
    DISPUTE_BACK = "dispute_back"
    STRIPE_CHARGED = "stripe_charged"
    PLATFORM_PAYOUT = "platform_payout"
    PLATFORM_TOPUP = "platform_topup"
    STRIPE_RESERVE = "stripe_reserve"
    UNKNOWN = "unknown"

    @property
    def is_awaited(self) -> bool:
        """Whether an entry comes from elsewhere: from an event, an answer or an operator."""
        return self in _AWAITED

    @property
    def has_own_fee(self) -> bool:
        """Whether the awaited entry books Stripe's fee too."""
        return self in {Way.CHARGE, Way.DISPUTE_TAKEN, Way.DISPUTE_BACK}


_AWAITED = frozenset(
    {
        Way.CHARGE,
        Way.REFUND_SENT,
        Way.REFUND_BACK,
        Way.TRANSFER_SENT,
        Way.TRANSFER_BACK,
        Way.DISPUTE_TAKEN,
        Way.DISPUTE_BACK,
    }
)
_WAY_OF_TYPE = {
    "charge": Way.CHARGE,
    "payment": Way.CHARGE,
    "refund": Way.REFUND_SENT,
    "payment_refund": Way.REFUND_SENT,
    "refund_failure": Way.REFUND_BACK,
    "transfer": Way.TRANSFER_SENT,
    "transfer_refund": Way.TRANSFER_BACK,
    "transfer_cancel": Way.TRANSFER_BACK,
    "transfer_failure": Way.TRANSFER_BACK,
    "stripe_fee": Way.STRIPE_CHARGED,
    "stripe_fx_fee": Way.STRIPE_CHARGED,
    "tax_fee": Way.STRIPE_CHARGED,
    "application_fee": Way.STRIPE_CHARGED,
    "application_fee_refund": Way.STRIPE_CHARGED,
    "payout": Way.PLATFORM_PAYOUT,
    "payout_failure": Way.PLATFORM_PAYOUT,
    "payout_cancel": Way.PLATFORM_PAYOUT,
    "topup": Way.PLATFORM_TOPUP,
    "topup_reversal": Way.PLATFORM_TOPUP,
    "reserve_transaction": Way.STRIPE_RESERVE,
    "reserve_hold": Way.STRIPE_RESERVE,
    "reserve_release": Way.STRIPE_RESERVE,
    "reserved_funds": Way.STRIPE_RESERVE,
    "payment_network_reserve_hold": Way.STRIPE_RESERVE,
    "payment_network_reserve_release": Way.STRIPE_RESERVE,
    "payout_minimum_balance_hold": Way.STRIPE_RESERVE,
    "payout_minimum_balance_release": Way.STRIPE_RESERVE,
}
_OF_DISPUTES = frozenset({"dispute", "dispute_reversal"})
_DISPUTE_IDS = ("dp_", "du_")


def way_of(type_: str, *, category: str, source: str | None, amount_minor: int) -> Way:
    """What a movement is. An `adjustment` is a dispute's only when Stripe says so: it has other uses."""
    if type_ == "adjustment" and (category in _OF_DISPUTES or (source or "").startswith(_DISPUTE_IDS)):
        return Way.DISPUTE_TAKEN if amount_minor < 0 else Way.DISPUTE_BACK
    return _WAY_OF_TYPE.get(type_, Way.UNKNOWN)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The half-open day in UTC."""
    starts_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return starts_at, starts_at + timedelta(days=1)


def require_begun(day: date, *, now: datetime) -> None:
    """Raises NotADay for a day that has not begun."""
    if day_bounds(day)[0] > now:
        raise NotADay(str(day))


def parse_day(text: str) -> date:
    """Read `2026-11-24`. Raises NotADay for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotADay(text) from None
    if str(day) != text:
        raise NotADay(text)
    return day


@dataclass(frozen=True)
class Window:
    """What to read of Stripe's movements. `is_complete`: everything up to the present is read with it."""

    since: datetime
    until: datetime
    is_complete: bool


def window_of(day: date, *, read_until: datetime | None, now: datetime) -> Window:
    """The day, and with it everything that was never read. Of today and yesterday, all that there is."""
    starts_at, ends_at = day_bounds(day)
    is_complete = ends_at > now - timedelta(days=1)
    since = _BEGINNING if read_until is None else min(starts_at, read_until - _OVERLAP)
    # Stripe's clock may be ahead of ours, a sandbox's by far.
    return Window(since, now + _FAR if is_complete else ends_at, is_complete)


def slices_of(since: datetime, until: datetime, *, now: datetime) -> list[tuple[datetime, datetime]]:
    """[since, until) in pieces, oldest first; what lies ahead of `now` is with the last."""
    starts = [since]
    while starts[-1] + _SLICE < min(until, now):
        starts.append(starts[-1] + _SLICE)
    return list(zip(starts, [*starts[1:], until], strict=True))


def due_days(done_until: datetime | None, *, now: datetime) -> list[date]:
    """The days that are over and not yet reconciled, oldest first: the first time only the last, a month at most."""
    last = (now - _AFTER_MIDNIGHT).date() - timedelta(days=1)
    first = last if done_until is None else max(done_until.date(), last - timedelta(days=_MOST_DAYS - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@dataclass(frozen=True)
class Difference:
    """Something that Stripe and the books do not say alike: its name, a sentence, and the first of those concerned."""

    name: str
    sentence: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Movement:
    """One of Stripe's movements, imported. Amounts are signed."""

    id: str
    type: str
    category: str
    source: str | None
    description: str
    amount: Money
    fee: Money
    occurred_at: datetime

    @property
    def net(self) -> Money:
        return self.amount - self.fee

    @property
    def way(self) -> Way:
        return way_of(self.type, category=self.category, source=self.source, amount_minor=self.amount.minor)


@dataclass(frozen=True)
class BookedMovement:
    """An entry beside the movements that belong to it, for a dispute perhaps several.

    `stripe` is the sum of their nets by currency. `books` is what the entry, its fee, its exchange and its corrections
    do to the two accounts at Stripe. The fees are there where the entry books them itself.
    """

    journal_id: str
    kind: JournalKind
    movement_ids: tuple[str, ...]
    stripe: Mapping[str, int]
    books: Mapping[str, int]
    stripe_fee: Money | None = None
    books_fee: Money | None = None


@dataclass(frozen=True)
class LoneEntry:
    """An entry that moved money at Stripe, of which Stripe knows nothing."""

    journal_id: str
    kind: JournalKind
    subject_id: str | None
    moved: tuple[Money, ...]


@dataclass(frozen=True)
class Totals:
    """One currency at the end of a day. Stripe and the books agree when `stripe` is `books` and `under_way` together.

    `under_way` is what one of the two writes on this side of midnight and the other on that. `reserved` is the
    market's, but not in Stripe's balance. `imported` and `balance` are now: the sum of all movements, and what Stripe
    itself shows; None when that was not asked, or was moving.
    """

    currency: str
    stripe_minor: int
    books_minor: int
    under_way_minor: int = 0
    reserved_minor: int = 0
    imported_minor: int | None = None
    balance_minor: int | None = None

    @property
    def difference_minor(self) -> int:
        return self.stripe_minor - self.books_minor - self.under_way_minor


def unmatched(movements: Sequence[Movement]) -> list[Difference]:
    """Movements that no entry of ours belongs to."""
    return [
        Difference("unmatched", f"{_named(movement)} over {said(movement.net)} has no entry.", (movement.id,))
        for movement in movements
    ]


def earlier_unmatched(ids: Sequence[str], count: int) -> list[Difference]:
    """Movements of earlier days that no entry of ours belongs to."""
    if not count:
        return []
    sentence = f"{count} movement{'s' if count > 1 else ''} of earlier days still have no entry."
    return [Difference("earlier_unmatched", sentence, tuple(ids))]


def wrong_amounts(booked: Sequence[BookedMovement]) -> list[Difference]:
    """Entries that say another amount, or another fee, than the movements that belong to them."""
    found = []
    for entry in booked:
        ids = (*entry.movement_ids, entry.journal_id)
        stripe, books = _nonzero(entry.stripe), _nonzero(entry.books)
        if stripe != books:
            sentence = f"Entry {entry.kind}: Stripe moved {_said_all(stripe)}, the books {_said_all(books)}."
            found.append(Difference("net_differs", sentence, ids))
        if entry.stripe_fee is not None and entry.stripe_fee != entry.books_fee:
            theirs, ours = said(entry.stripe_fee), said(entry.books_fee) if entry.books_fee else "none"
            sentence = f"Entry {entry.kind}: Stripe's fee is {theirs}, in the books {ours}."
            found.append(Difference("fee_differs", sentence, ids))
    return found


def without_movement(entries: Sequence[LoneEntry]) -> list[Difference]:
    """Entries that no movement of Stripe's belongs to."""
    return [
        Difference(
            "entry_without_movement",
            f"Entry {entry.kind} of {entry.subject_id or 'nothing'} moved "
            f"{' and '.join(said(money) for money in entry.moved)}, of which Stripe has no movement.",
            (entry.journal_id, *((entry.subject_id,) if entry.subject_id else ())),
        )
        for entry in entries
    ]


def wrong_totals(totals: Sequence[Totals]) -> list[Difference]:
    """Currencies in which the sums differ, or Stripe's own balance is not the sum of its movements."""
    found = []
    for line in totals:
        if line.difference_minor:
            stripe, books = _said(line.stripe_minor, line.currency), _said(line.books_minor, line.currency)
            under_way = f" and {_said(line.under_way_minor, line.currency)} under way" if line.under_way_minor else ""
            sentence = f"Stripe's movements up to then come to {stripe}, the books to {books}{under_way}."
            found.append(Difference("totals_differ", sentence, (line.currency,)))
        if line.balance_minor is not None and line.balance_minor != line.imported_minor:
            balance = _said(line.balance_minor, line.currency)
            imported = _said(line.imported_minor or 0, line.currency)
            sentence = f"Stripe's balance is {balance}, its movements come to {imported}."
            found.append(Difference("balance_differs", sentence, (line.currency,)))
    return found


def said(money: Money) -> str:
    """`Money(5699, "EUR")` is said `56.99 EUR`."""
    facts = CURRENCIES.get(money.currency)
    return f"{Decimal(money.minor).scaleb(-(facts.exponent if facts else 2)):,} {money.currency}"


def _said(minor: int, currency: str) -> str:
    return said(Money(minor, currency))


def _said_all(amounts: Mapping[str, int]) -> str:
    return " and ".join(_said(minor, currency) for currency, minor in sorted(amounts.items())) or "nothing"


def _nonzero(amounts: Mapping[str, int]) -> dict[str, int]:
    return {currency: minor for currency, minor in amounts.items() if minor}


def _named(movement: Movement) -> str:
    return f"{movement.type} {movement.source or movement.id}"
