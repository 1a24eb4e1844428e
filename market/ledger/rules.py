"""What each fact does to the books: facts in, an entry out. An entry that does not balance cannot be made."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import (
    STRIPE_AVAILABLE,
    STRIPE_FEES,
    STRIPE_PENDING,
    SUSPENSE,
    AccountSpec,
    account_of_part,
    account_of_purpose,
    account_of_rail,
    in_transit,
)
from market.ledger.errors import Unbalanced
from models.enums import JournalKind, PartKind, PayoutPurpose, PayoutRail


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


@dataclass(frozen=True)
class OrderPaidFacts:
    """A paid order and every part of its frozen breakdown: what kind, whose, how much."""

    order_id: str
    total: Money
    country: str
    parts: tuple[tuple[PartKind, str | None, Money], ...]
    at: datetime


def order_paid(facts: OrderPaidFacts) -> Entry:
    """The buyer's money arrives at Stripe, and each part of the price is owed to whom it was shown to go."""
    owed = (
        credit(account_of_part(kind, beneficiary_id, country=facts.country), money)
        for kind, beneficiary_id, money in facts.parts
    )
    return Entry(
        JournalKind.ORDER_PAID,
        f"order:{facts.order_id}:paid",
        facts.at,
        (debit(STRIPE_PENDING, facts.total), *owed),
        order_id=facts.order_id,
        subject_id=facts.order_id,
    )


def unexpected_money(payment_id: str, order_id: str, received: Money, *, at: datetime) -> Entry:
    """Money that fits no open order: it is owed to somebody, an operator finds out to whom."""
    return Entry(
        JournalKind.SUSPENSE,
        f"suspense:{payment_id}",
        at,
        (debit(STRIPE_PENDING, received), credit(SUSPENSE, received)),
        order_id=order_id,
        subject_id=payment_id,
    )


def stripe_fee(payment_id: str, order_id: str, fee: Money, *, at: datetime) -> Entry:
    """Stripe keeps its fee: the market's expense, never the producer's."""
    return Entry(
        JournalKind.STRIPE_FEE,
        f"fee:{payment_id}",
        at,
        (debit(STRIPE_FEES, fee), credit(STRIPE_PENDING, fee)),
        order_id=order_id,
        subject_id=payment_id,
    )


def funds_key(payment_id: str) -> str:
    """The key under which a payment's money becomes available."""
    return f"funds:{payment_id}"


def funds_available(payment_id: str, order_id: str, net: Money, *, at: datetime) -> Entry:
    """What is left of a payment after Stripe's fee can be used."""
    return Entry(
        JournalKind.FUNDS_AVAILABLE,
        funds_key(payment_id),
        at,
        (debit(STRIPE_AVAILABLE, net), credit(STRIPE_PENDING, net)),
        order_id=order_id,
        subject_id=payment_id,
    )


@dataclass(frozen=True)
class PayoutFacts:
    """One amount to one organisation for one purpose."""

    payout_id: str
    beneficiary_id: str
    purpose: PayoutPurpose
    rail: PayoutRail
    money: Money


def payout_claimed(facts: PayoutFacts, *, at: datetime) -> Entry:
    """A run takes what is due out of the payable; from here no other run can take it."""
    return _of_payout(
        JournalKind.PAYOUT_CLAIMED,
        f"payout:{facts.payout_id}",
        facts,
        debit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.money),
        credit(in_transit(facts.beneficiary_id), facts.money),
        at,
    )


def transfer_sent(facts: PayoutFacts, *, at: datetime) -> Entry:
    """The money left on its rail and will not come back by itself."""
    return _of_payout(
        JournalKind.TRANSFER_SENT,
        f"payout:{facts.payout_id}:sent",
        facts,
        debit(in_transit(facts.beneficiary_id), facts.money),
        credit(account_of_rail(facts.rail), facts.money),
        at,
    )


def payout_released(facts: PayoutFacts, *, at: datetime) -> Entry:
    """The rail refused for good: what was claimed is payable again."""
    return _of_payout(
        JournalKind.PAYOUT_RELEASED,
        f"payout:{facts.payout_id}:released",
        facts,
        debit(in_transit(facts.beneficiary_id), facts.money),
        credit(account_of_purpose(facts.purpose, facts.beneficiary_id), facts.money),
        at,
    )


def _of_payout(kind: JournalKind, key: str, facts: PayoutFacts, taken: Leg, given: Leg, at: datetime) -> Entry:
    return Entry(
        kind, key, at, (taken, given), subject_id=facts.payout_id, detail={"purpose": facts.purpose, "rail": facts.rail}
    )


def correction(mistake: Entry, mistake_id: str, *, reason: str, at: datetime) -> Entry:
    """The opposite of an entry, naming the entry that it takes back."""
    return Entry(
        JournalKind.CORRECTION,
        f"{mistake.key}:reversed",
        at,
        tuple(Leg(leg.account, -leg.money) for leg in mistake.legs),
        order_id=mistake.order_id,
        subject_id=mistake.subject_id,
        reverses_id=mistake_id,
        note=reason,
    )
