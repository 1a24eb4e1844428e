"""What Stripe moves on its own account of things: its charges, the market's own payouts and top-ups, reserves."""

from datetime import datetime

from kit.money import Money
from market.ledger.accounts import OWN_BANK, STRIPE_AVAILABLE, STRIPE_FEES, STRIPE_RESERVED, SUSPENSE, AccountSpec
from market.ledger.entry import Entry, moved
from models.enums import JournalKind


def stripe_charged(transaction_id: str, net: Money, *, note: str, at: datetime) -> Entry:
    """Stripe took something for its services, or gave it back; `net` is negative when it took."""
    return _of_transaction(JournalKind.STRIPE_CHARGED, transaction_id, net, STRIPE_FEES, note, at)


def platform_payout(transaction_id: str, net: Money, *, note: str, at: datetime) -> Entry:
    """The market's own money went to its bank (`net` is negative), or came back when the bank refused it."""
    return _of_transaction(JournalKind.PLATFORM_PAYOUT, transaction_id, net, OWN_BANK, note, at)


def platform_topup(transaction_id: str, net: Money, *, note: str, at: datetime) -> Entry:
    """The market put money of its own into the balance, or the bank took it back."""
    return _of_transaction(JournalKind.PLATFORM_TOPUP, transaction_id, net, OWN_BANK, note, at)


def stripe_reserve(transaction_id: str, net: Money, *, note: str, at: datetime) -> Entry:
    """Stripe sets money aside, or frees it."""
    return _of_transaction(JournalKind.STRIPE_RESERVE, transaction_id, net, STRIPE_RESERVED, note, at)


def unknown_movement(transaction_id: str, net: Money, *, note: str, at: datetime) -> Entry:
    """Stripe moved money in a way that nobody has a rule for: a person looks at it."""
    return _of_transaction(JournalKind.SUSPENSE, transaction_id, net, SUSPENSE, note, at)


def _of_transaction(
    kind: JournalKind, transaction_id: str, net: Money, other: AccountSpec, note: str, at: datetime
) -> Entry:
    legs = moved(net, into=STRIPE_AVAILABLE, out_of=other)
    return Entry(kind, f"txn:{transaction_id}", at, legs, subject_id=transaction_id, note=note)
