"""An entry to be: a fact with legs that balance. One that does not balance cannot be made."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import AccountSpec
from market.ledger.errors import Unbalanced
from models.enums import JournalKind


@dataclass(frozen=True)
class Leg:
    """One posting to be: positive is a debit, negative a credit."""

    account: AccountSpec
    money: Money


def debit(account: AccountSpec, money: Money) -> Leg:
    """Raises ValueError for a negative amount: that would be a credit in disguise."""
    return Leg(account, _not_negative(money))


def credit(account: AccountSpec, money: Money) -> Leg:
    """Raises ValueError for a negative amount: that would be a debit in disguise."""
    return Leg(account, -_not_negative(money))


def moved(money: Money, *, into: AccountSpec, out_of: AccountSpec) -> tuple[Leg, Leg]:
    """A debit and a credit; the other way round for a negative amount, as Stripe states what it takes."""
    if money.minor < 0:
        return moved(-money, into=out_of, out_of=into)
    return debit(into, money), credit(out_of, money)


def _not_negative(money: Money) -> Money:
    if money.minor < 0:
        raise ValueError(f"{money} is negative; use the other side")
    return money


@dataclass(frozen=True)
class Entry:
    """A fact for the books, said once under its key. Legs on one account are drawn together, empty ones left out.

    `effective_at` is when the fact happened, `subject_id` the thing it is about. Raises Unbalanced.
    """

    kind: JournalKind
    key: str
    effective_at: datetime
    legs: tuple[Leg, ...]
    order_id: str | None = None
    subject_id: str | None = None
    reverses_id: str | None = None
    note: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "legs", _drawn_together(self.legs))
        sums: dict[str, int] = {}
        for leg in self.legs:
            sums[leg.money.currency] = sums.get(leg.money.currency, 0) + leg.money.minor
        if len(self.legs) < 2 or any(sums.values()):
            raise Unbalanced(self.key)

    def input_hash(self) -> bytes:
        """SHA-256 over what the fact is and moves, whenever and however often it is said."""
        legs = [[leg.account.code, leg.money.currency, leg.money.minor] for leg in self.legs]
        said = [self.kind, self.order_id, self.subject_id, self.reverses_id, legs]
        return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest()


def _drawn_together(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    sums: dict[tuple[str, str], Leg] = {}
    for leg in legs:
        place = (leg.account.code, leg.money.currency)
        sums[place] = Leg(leg.account, sums[place].money + leg.money) if place in sums else leg
    return tuple(sums[place] for place in sorted(sums) if sums[place].money.minor != 0)
