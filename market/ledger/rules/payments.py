"""Money comes in: an order is paid, Stripe keeps its fee, the rest can be used."""

from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import (
    FX_DIFFERENCE,
    STRIPE_AVAILABLE,
    STRIPE_FEES,
    STRIPE_PENDING,
    SUSPENSE,
    AccountSpec,
)
from market.ledger.entry import Entry, Leg, credit, debit, moved
from models.enums import JournalKind


@dataclass(frozen=True)
class OrderPaidFacts:
    """A paid order and every part of its frozen breakdown: which account, how much. Parts put in by others than the
    buyer are negative."""

    order_id: str
    total: Money
    parts: tuple[tuple[AccountSpec, Money], ...]
    at: datetime


def order_paid(facts: OrderPaidFacts) -> Entry:
    """The buyer's money arrives at Stripe, and each part of the price is owed to whom it was shown to go."""
    return Entry(
        JournalKind.ORDER_PAID,
        f"order:{facts.order_id}:paid",
        facts.at,
        (debit(STRIPE_PENDING, facts.total), *(Leg(account, -money) for account, money in facts.parts)),
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
        moved(fee, into=STRIPE_FEES, out_of=STRIPE_PENDING),
        order_id=order_id,
        subject_id=payment_id,
    )


def currency_converted(payment_id: str, order_id: str, paid: Money, settled: Money, *, at: datetime) -> Entry:
    """Stripe turned what the buyer paid into another currency. What producers were promised stays as it was promised:
    the market bears the difference."""
    return Entry(
        JournalKind.CURRENCY_CONVERTED,
        f"fx:{payment_id}",
        at,
        (
            *moved(paid, into=FX_DIFFERENCE, out_of=STRIPE_PENDING),
            *moved(settled, into=STRIPE_PENDING, out_of=FX_DIFFERENCE),
        ),
        order_id=order_id,
        subject_id=payment_id,
    )


def funds_available(payment_id: str, order_id: str, net: Money, *, at: datetime) -> Entry:
    """What is left of a payment after Stripe's fee can be used."""
    return Entry(
        JournalKind.FUNDS_AVAILABLE,
        f"funds:{payment_id}",
        at,
        moved(net, into=STRIPE_AVAILABLE, out_of=STRIPE_PENDING),
        order_id=order_id,
        subject_id=payment_id,
    )
