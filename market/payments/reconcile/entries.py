"""What a movement of Stripe's own does to the books, by what it is. Pure."""

from datetime import datetime

from kit.money import Money
from market.ledger.entry import Entry
from market.ledger.rules.movements import (
    platform_payout,
    platform_topup,
    stripe_charged,
    stripe_reserve,
    unknown_movement,
)
from market.payments.reconcile.rules import Movement, Way

_ENTRY_OF = {
    Way.STRIPE_CHARGED: stripe_charged,
    Way.PLATFORM_PAYOUT: platform_payout,
    Way.PLATFORM_TOPUP: platform_topup,
    Way.STRIPE_RESERVE: stripe_reserve,
    Way.UNKNOWN: unknown_movement,
}


def entry_of(movement: Movement, *, now: datetime) -> Entry | None:
    """The entry for a movement that nothing else books: nothing for one that is awaited, or moved nothing.

    Where the awaited entry is there and knows of no fee, but Stripe took one, that is an entry of its own.
    """
    moved = _booked_here(movement)
    if moved.minor == 0:
        return None
    make = _ENTRY_OF.get(movement.way, stripe_charged)
    return make(movement.id, moved, note=note_of(movement), at=min(movement.occurred_at, now))


def suspended(movement: Movement, *, reason: str, now: datetime) -> Entry:
    """A movement whose entry never came: a person has looked, and will find out whose money it is."""
    note = f"{note_of(movement)} ({reason})"
    return unknown_movement(movement.id, movement.net, note=note[:500], at=min(movement.occurred_at, now))


def note_of(movement: Movement) -> str:
    """What Stripe says of it. Stripe's clock may be ahead of ours, its words longer."""
    said = f"{movement.type}: {movement.description}" if movement.description else movement.type
    return said[:500]


def _booked_here(movement: Movement) -> Money:
    way = movement.way
    if not way.is_awaited:
        return movement.net
    return Money(0, movement.fee.currency) if way.has_own_fee else -movement.fee
