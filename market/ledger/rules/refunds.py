"""Money goes back to a buyer: taken from each part of the price, sent, refused, come back, lost to a dispute."""

from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import (
    CUSTOMER_CREDIT,
    DISPUTE_LOSS,
    DISPUTED,
    FX_DIFFERENCE,
    OWN_BANK,
    REFUNDS_IN_TRANSIT,
    STRIPE_AVAILABLE,
    STRIPE_FEES,
    SUSPENSE,
)
from market.ledger.entry import Entry, Leg, credit, debit, moved
from models.enums import JournalKind


@dataclass(frozen=True)
class RefundFacts:
    """A refund and the legs that it is taken from: debits of what each part had been owed to, credits where a subsidy
    flows back."""

    refund_id: str
    order_id: str
    money: Money
    taken: tuple[Leg, ...] = ()


def refund(facts: RefundFacts, *, at: datetime) -> Entry:
    """The buyer is owed their money; nobody else can be paid it any more."""
    return _of_refund(JournalKind.REFUND, "", facts, (*facts.taken, credit(REFUNDS_IN_TRANSIT, facts.money)), at)


def refund_released(facts: RefundFacts, given_back: tuple[Leg, ...], *, at: datetime) -> Entry:
    """Stripe refused it, so nothing leaves: what it was taken from is as before, or owed anew."""
    return _of_refund(
        JournalKind.REFUND_RELEASED, ":released", facts, (debit(REFUNDS_IN_TRANSIT, facts.money), *given_back), at
    )


def refund_sent(facts: RefundFacts, stripe_refund_id: str, *, settled: Money, at: datetime) -> Entry:
    """Stripe has sent it on its way to the buyer's bank; `settled` is what that took from the balance."""
    legs = (debit(REFUNDS_IN_TRANSIT, facts.money), *_exchanged(facts.money, settled))
    return _of_refund(JournalKind.REFUND_SENT, f":sent:{stripe_refund_id}", facts, legs, at)


def refund_returned(facts: RefundFacts, stripe_refund_id: str, *, settled: Money, at: datetime) -> Entry:
    """The buyer's bank did not take it and it came back. The buyer is owed it all the same."""
    back = tuple(Leg(leg.account, -leg.money) for leg in _exchanged(facts.money, settled))
    legs = (*back, credit(CUSTOMER_CREDIT, facts.money))
    return _of_refund(JournalKind.REFUND_RETURNED, f":returned:{stripe_refund_id}", facts, legs, at)


def refund_retried(facts: RefundFacts, attempt: int, *, at: datetime) -> Entry:
    """What had come back is sent again."""
    legs = (debit(CUSTOMER_CREDIT, facts.money), credit(REFUNDS_IN_TRANSIT, facts.money))
    return _of_refund(JournalKind.REFUND_RETRIED, f":retried:{attempt}", facts, legs, at)


def refund_retry_refused(facts: RefundFacts, attempt: int, *, at: datetime) -> Entry:
    """Stripe does not take it a second time: the buyer is still owed it."""
    legs = (debit(REFUNDS_IN_TRANSIT, facts.money), credit(CUSTOMER_CREDIT, facts.money))
    return _of_refund(JournalKind.REFUND_RETURNED, f":refused:{attempt}", facts, legs, at)


def refund_settled_otherwise(facts: RefundFacts, *, reference: str, at: datetime) -> Entry:
    """An operator paid the buyer by bank instead."""
    legs = (debit(CUSTOMER_CREDIT, facts.money), credit(OWN_BANK, facts.money))
    return _of_refund(JournalKind.REFUND_SETTLED_OTHERWISE, ":otherwise", facts, legs, at, note=reference)


def passing_refund_sent(stripe_refund_id: str, order_id: str, *, settled: Money, at: datetime) -> Entry:
    """Somebody refunded in Stripe's dashboard what had come back before anybody heard of it: it left the balance."""
    legs = (debit(SUSPENSE, settled), credit(STRIPE_AVAILABLE, settled))
    return _passing("sent", stripe_refund_id, order_id, legs, at)


def passing_refund_returned(
    stripe_refund_id: str, order_id: str, *, settled: Money, came_back: Money, at: datetime
) -> Entry:
    """And it came back, at another rate of exchange perhaps: nobody was given anything."""
    legs = (
        debit(STRIPE_AVAILABLE, came_back),
        credit(FX_DIFFERENCE, came_back),
        debit(FX_DIFFERENCE, settled),
        credit(SUSPENSE, settled),
    )
    return _passing("returned", stripe_refund_id, order_id, legs, at)


def _passing(end: str, stripe_refund_id: str, order_id: str, legs: tuple[Leg, ...], at: datetime) -> Entry:
    key = f"refund:{stripe_refund_id}:{end}:{stripe_refund_id}"
    return Entry(JournalKind.SUSPENSE, key, at, legs, order_id=order_id, subject_id=stripe_refund_id)


def _exchanged(money: Money, settled: Money) -> tuple[Leg, ...]:
    """Out of the balance goes what was settled, by way of the exchange when that is another currency."""
    if money.currency == settled.currency:
        return (credit(STRIPE_AVAILABLE, money),)
    return (credit(FX_DIFFERENCE, money), debit(FX_DIFFERENCE, settled), credit(STRIPE_AVAILABLE, settled))


def _of_refund(
    kind: JournalKind, end: str, facts: RefundFacts, legs: tuple[Leg, ...], at: datetime, *, note: str = ""
) -> Entry:
    key = f"refund:{facts.refund_id}{end}"
    return Entry(kind, key, at, legs, order_id=facts.order_id, subject_id=facts.refund_id, note=note)


@dataclass(frozen=True)
class DisputeFacts:
    """Money that a buyer's bank took, or gave back, and what Stripe charged for it."""

    dispute_id: str
    order_id: str
    money: Money
    fee: Money


def dispute_withdrawn(facts: DisputeFacts, *, at: datetime) -> Entry:
    """The bank took the money from the market's balance. Who bears it is not known yet."""
    legs = (
        debit(DISPUTED, facts.money),
        debit(STRIPE_FEES, facts.fee),
        credit(STRIPE_AVAILABLE, facts.money + facts.fee),
    )
    return _of_dispute(JournalKind.DISPUTE_WITHDRAWN, "withdrawn", facts, legs, at)


def dispute_reinstated(facts: DisputeFacts, *, at: datetime, had_been_lost: bool = False) -> Entry:
    """The dispute was won: the money is back, and as much of the fee as Stripe gave back (a negative `fee`). A bank may
    still change its mind after it was lost: then the loss was none."""
    legs = (
        *moved(facts.money, into=STRIPE_AVAILABLE, out_of=DISPUTE_LOSS if had_been_lost else DISPUTED),
        *moved(facts.fee, into=STRIPE_FEES, out_of=STRIPE_AVAILABLE),
    )
    return _of_dispute(JournalKind.DISPUTE_REINSTATED, "reinstated", facts, legs, at)


def dispute_lost(facts: DisputeFacts, *, at: datetime) -> Entry:
    """The money will not come back. The market bears it until something is proven against a producer."""
    legs = (debit(DISPUTE_LOSS, facts.money), credit(DISPUTED, facts.money))
    return _of_dispute(JournalKind.DISPUTE_LOST, "lost", facts, legs, at)


def dispute_charged(facts: DisputeFacts, refund_id: str, taken: tuple[Leg, ...], *, at: datetime) -> Entry:
    """Proven against the producers: each part gives back what it got, and the market's loss is that much less."""
    return Entry(
        JournalKind.DISPUTE_CHARGED,
        f"dispute:{facts.dispute_id}:charged",
        at,
        (*taken, credit(DISPUTE_LOSS, facts.money)),
        order_id=facts.order_id,
        subject_id=refund_id,
    )


def _of_dispute(kind: JournalKind, end: str, facts: DisputeFacts, legs: tuple[Leg, ...], at: datetime) -> Entry:
    key = f"dispute:{facts.dispute_id}:{end}"
    return Entry(kind, key, at, legs, order_id=facts.order_id, subject_id=facts.dispute_id)
