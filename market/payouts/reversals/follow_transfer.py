"""What Stripe says of a transfer: that it was made, and what of it has been taken back, by us or in the dashboard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import OPERATION_KEY, ReversalFact, TransferFact
from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.rules import NewItem
from market.ledger.post import post
from market.ledger.rules.payouts import (
    ReversalFacts,
    payout_returned,
    reversal_claimed,
    transfer_reversed,
    transfer_taken_back,
)
from market.payouts import queries as payouts
from market.payouts.queries import PayoutFact
from market.payouts.reversals import queries
from market.payouts.reversals.send_reversal import finish_reversal
from market.payouts.send_payout import finish_payout, request_statement
from models.enums import PayableSource, PayoutState, ReversalState


def follow_transfer(
    session: Session, transfer: TransferFact, reversals: Sequence[ReversalFact], *, now: datetime
) -> str:
    """Apply what Stripe says about a transfer and its reversals; what came of it, in words. Safe to repeat."""
    if reversals:
        # Before anything is booked: a payout run waits for the books while it keeps others from items.
        earnings.lock_items(session)
    operation_id = transfer.metadata.get(OPERATION_KEY)
    is_news = operation_id is not None and finish_payout(session, operation_id=operation_id, transfer=transfer, now=now)
    payout = payouts.lock_payout_by_transfer(session, transfer.id)
    if payout is None:
        return "not a transfer of ours"
    adopted = [fact for fact in reversals if _follow_reversal(session, payout, fact, len(reversals), now)]
    if adopted:
        request_statement(session, payout, now=now)
        return f"{len(adopted)} reversal(s) booked"
    return "transfer sent" if is_news else "nothing new"


def _follow_reversal(session: Session, payout: PayoutFact, fact: ReversalFact, of: int, now: datetime) -> bool:
    """Whether it was news."""
    if queries.find_by_stripe_id(session, fact.id) is not None:
        return False
    if operation_id := fact.metadata.get(OPERATION_KEY):
        return finish_reversal(session, operation_id=operation_id, fact=fact, now=now)
    _adopt(session, payout, fact, is_only=of == 1, now=now)
    return True


def _adopt(session: Session, payout: PayoutFact, fact: ReversalFact, *, is_only: bool, now: datetime) -> None:
    """Somebody reversed it in Stripe's dashboard. What the organisation owed back is settled with it first; the rest is
    owed to it again."""
    place = (payout.purpose, payout.beneficiary_id)
    owed_back = earnings.find_receivables(session, [place], fact.money.currency).get(place, 0)
    is_whole = is_only and fact.money == payout.money and not queries.has_live_reversals(session, payout.id)
    if is_whole and owed_back == 0 and payout.state is PayoutState.PAID:
        _row(session, payout, fact, fact.money, now)
        post(session, payout_returned(payout.facts, at=now), now=now)
        payouts.mark_ended(
            session, payout.id, PayoutState.RETURNED, failure=f"reversed in the dashboard: {fact.id}", now=now
        )
        return
    settled = Money(min(owed_back, fact.money.minor), fact.money.currency)
    row_id = _row(session, payout, fact, fact.money, now)
    facts = queries.get_facts(session, row_id)
    if settled.minor:
        part = replace(facts, money=settled)
        post(session, reversal_claimed(part, at=now), now=now)
        post(session, transfer_reversed(part, at=now), now=now)
    rest = fact.money - settled
    if rest.minor:
        _owe_again(session, payout, fact, replace(facts, money=rest), now)


def _owe_again(session: Session, payout: PayoutFact, fact: ReversalFact, facts: ReversalFacts, now: datetime) -> None:
    post(session, transfer_taken_back(facts, at=now), now=now)
    order_id, line_id = payouts.get_some_claim(session, payout.id)
    item = NewItem(f"returned:{fact.id}", line_id, payout.beneficiary_id, payout.purpose, facts.money)
    earnings.insert_items(session, [item], source=PayableSource.RETURNED, order_id=order_id, now=now)


def _row(session: Session, payout: PayoutFact, fact: ReversalFact, money: Money, now: datetime) -> str:
    reversal = queries.insert_reversal(session, payout_id=payout.id, refund_id=None, money=money, now=now)
    reversal.state, reversal.settled_at, reversal.stripe_reversal_id = ReversalState.SUCCEEDED, now, fact.id
    session.add(reversal)
    session.flush()
    return reversal.id
