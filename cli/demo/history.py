"""A year of trade, written at once: the same rows and the same entries that a year of running would have left."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from cli.demo.past import PastOrder, PriceBook, past_orders
from cli.demo.payouts import PastPayout, PastRuns, earned_items, past_runs
from cli.demo.purchases import plan_purchases
from cli.demo.rows import insert_rows
from cli.demo.sandbox import PastPayment, PastTransfer, Sandbox, Settled
from gateways.outbox import request_task
from gateways.stripe import ORDER_KEY, StripeGateway
from kit.clock import IsoWeek
from kit.database import Database
from kit.money import Money
from market.impact.comparison.keep_comparison import keep_comparison
from market.ledger.accounts import frozen_account
from market.ledger.entry import Entry
from market.ledger.post import post_many
from market.ledger.rules.payments import OrderPaidFacts, funds_available, order_paid, stripe_fee
from market.ledger.rules.payouts import payout_claimed, transfer_sent
from market.orders.count_sales import count_sales
from models.enums import PayoutRail, TaskName
from models.payouts import PayableItem, PayoutAccount

_STATED_WEEKS = 4
_TRANSFERS_AT_ONCE = 100
_HAS_ORDERS = text("select exists (select from customer_order)")


@dataclass(frozen=True)
class History:
    """How much happened."""

    orders: int
    payouts: int


def write_history(
    database: Database,
    stripe: StripeGateway,
    sandbox: Sandbox,
    content: DemoContent,
    ground: Ground,
    *,
    maturity: timedelta,
    now: datetime,
) -> History | None:
    """Let a year have passed, in our books and in Stripe's alike; None when there are orders already.

    Raises SandboxHasAPast, SandboxUnavailable.
    """
    with database.reading() as session:
        if session.execute(_HAS_ORDERS).scalar_one():
            return None
        accounts = {account.organisation_id: account for account in session.execute(select(PayoutAccount)).scalars()}
        book = PriceBook(session, content, ground, now=now)
        orders = past_orders(book, plan_purchases(content, now=now), ground, now=now)
    sandbox.refuse_a_past()
    settlement = _settle_first(stripe, sandbox, orders[0], now)
    items = _items(orders, settlement, maturity, now)
    runs = past_runs([item for of_order in items.values() for item in of_order], accounts, now=now)
    _settle_others(sandbox, orders[1:], runs, settlement, now)
    with database.transaction() as session:
        _write_rows(session, orders, items, runs)
        for entries in _entries(orders, runs, now):
            post_many(session, entries, now=now)
        count_sales(session, now=now)
        keep_comparison(session, currency=orders[0].order.currency, today=now.date())
        _ask_for_statements(session, runs, now)
    return History(len(orders), len(runs.payouts))


def _told(past: PastOrder, transfers: Sequence[PastTransfer] = ()) -> PastPayment:
    order = past.order
    return PastPayment(
        created=int(past.paid_at.timestamp()),
        amount_minor=order.total_minor,
        currency=order.currency,
        email=order.email,
        metadata={ORDER_KEY: order.id},
        transfers=tuple(transfers),
    )


def _settle_first(stripe: StripeGateway, sandbox: Sandbox, first: PastOrder, now: datetime) -> timedelta:
    """Tell Stripe of the oldest payment alone, and learn from it how long Stripe takes to settle one."""
    [settled] = sandbox.add_history([_told(first)])
    balance = stripe.read_payment(settled.payment_intent).balance
    assert balance is not None
    settlement = balance.available_at - first.paid_at
    _note(first, settled, balance.available_at, now)
    return settlement


def _settle_others(
    sandbox: Sandbox, orders: Sequence[PastOrder], runs: PastRuns, settlement: timedelta, now: datetime
) -> None:
    """Tell Stripe of the other payments; the transfers are told along with the first of them, so many with each."""
    sent = [payout for payout in runs.payouts if payout.destination is not None]
    shares = [sent[start : start + _TRANSFERS_AT_ONCE] for start in range(0, len(sent), _TRANSFERS_AT_ONCE)]
    shares += [[] for _ in range(len(orders) - len(shares))]
    told = sandbox.add_history(
        [_told(past, [payout.transfer() for payout in share]) for past, share in zip(orders, shares, strict=True)]
    )
    for past, share, settled in zip(orders, shares, told, strict=True):
        _note(past, settled, _available_at(past, settlement, now), now)
        for payout, transfer_id in zip(share, settled.transfers, strict=True):
            payout.row.transfer_id = transfer_id


def _note(past: PastOrder, settled: Settled, available_at: datetime, now: datetime) -> None:
    payment = past.payment
    payment.payment_intent_id = settled.payment_intent
    payment.charge_id = settled.charge
    payment.balance_transaction_id = settled.balance_transaction
    payment.fee_minor = settled.fee_minor
    payment.net_minor = payment.amount_minor - settled.fee_minor
    payment.settled_gross_minor = payment.amount_minor
    payment.settlement_currency = payment.currency
    payment.available_at = available_at
    if available_at <= now:
        payment.funds_booked_at = available_at


def _available_at(past: PastOrder, settlement: timedelta, now: datetime) -> datetime:
    """The simulated Stripe settles what lies in the past no later than now."""
    return min(past.paid_at + settlement, now.replace(microsecond=0))


def _items(
    orders: Sequence[PastOrder], settlement: timedelta, maturity: timedelta, now: datetime
) -> Mapping[str, list[PayableItem]]:
    """What each order earned its producers, by order."""
    return {
        past.order.id: earned_items(
            past.parts,
            currency=past.order.currency,
            earned_at=past.paid_at,
            eligible_at=max(_available_at(past, settlement, now), past.paid_at + maturity),
        )
        for past in orders
    }


def _write_rows(
    session: Session, orders: Sequence[PastOrder], items: Mapping[str, list[PayableItem]], runs: PastRuns
) -> None:
    insert_rows(session, [past.order for past in orders])
    insert_rows(session, [parcel for past in orders for parcel in past.parcels])
    insert_rows(session, [line for past in orders for line in past.lines])
    insert_rows(session, [part for past in orders for part in past.parts])
    insert_rows(session, [reservation for past in orders for reservation in past.reservations])
    insert_rows(session, [past.payment for past in orders])
    insert_rows(session, [item for past in orders for item in items[past.order.id]])
    insert_rows(session, runs.runs)
    insert_rows(session, [payout.row for payout in runs.payouts])
    insert_rows(session, [claim for payout in runs.payouts for claim in payout.claims])
    sent = [payout for payout in runs.payouts if payout.row.rail is PayoutRail.STRIPE_CONNECT]
    insert_rows(session, [payout.operation() for payout in sent])


def _entries(orders: Sequence[PastOrder], runs: PastRuns, now: datetime) -> Iterator[list[Entry]]:
    """The entries of the year in batches, week by week: each claims only what the batches before it brought in."""
    paid = deque(sorted(_of_orders(orders, now), key=lambda entry: entry.effective_at))
    sent = deque(sorted(_sent(runs.payouts), key=lambda entry: entry.effective_at))
    claimed = deque(payout_claimed(payout.facts, at=payout.claimed_at) for payout in runs.payouts)
    week = IsoWeek.of(paid[0].effective_at)
    while paid or claimed or sent:
        yield _until(claimed, week.ends_at)
        yield _until(sent, week.ends_at) + _until(paid, week.ends_at)
        week = week.next()


def _until(entries: deque[Entry], moment: datetime) -> list[Entry]:
    """Take the entries that happened before the moment."""
    taken = []
    while entries and entries[0].effective_at < moment:
        taken.append(entries.popleft())
    return taken


def _of_orders(orders: Sequence[PastOrder], now: datetime) -> Iterator[Entry]:
    for past in orders:
        order, payment = past.order, past.payment
        assert payment.fee_minor is not None
        assert payment.net_minor is not None
        assert payment.available_at is not None
        currency = order.currency
        parts = tuple(
            (frozen_account(part.kind, part.account_code, part.beneficiary_id), Money(part.amount_minor, currency))
            for part in past.parts
        )
        yield order_paid(OrderPaidFacts(order.id, Money(order.total_minor, currency), parts, past.paid_at))
        yield stripe_fee(payment.id, order.id, Money(payment.fee_minor, currency), at=past.paid_at)
        if payment.available_at <= now:
            yield funds_available(payment.id, order.id, Money(payment.net_minor, currency), at=payment.available_at)


def _sent(payouts: Sequence[PastPayout]) -> Iterator[Entry]:
    for payout in payouts:
        if payout.arrived_at is not None:
            yield transfer_sent(payout.facts, at=payout.arrived_at)


def _ask_for_statements(session: Session, runs: PastRuns, now: datetime) -> None:
    """Let a worker tell each producer about the last weeks."""
    periods = {run.id: run.period for run in runs.runs[-_STATED_WEEKS:]}
    told = {
        (payout.row.beneficiary_id, periods[payout.row.run_id])
        for payout in runs.payouts
        if payout.row.run_id in periods
    }
    for organisation_id, period in sorted(told):
        request_task(
            session,
            TaskName.BUILD_PRODUCER_STATEMENTS,
            key=f"{organisation_id}:{period}",
            now=now,
            organisation_id=organisation_id,
            period=period,
        )
