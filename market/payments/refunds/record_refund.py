"""What Stripe says of a refund, booked: sent, refused, arrived, come back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import RefundFact
from kit.money import Money
from market.earnings import queries as earnings
from market.earnings.hold import take_in_all
from market.earnings.rules import Purse, restore
from market.ledger.accounts import FUND_PARTS, REFUNDS_BORNE, SUSPENSE, frozen_account
from market.ledger.entry import Leg
from market.ledger.post import post, post_many
from market.ledger.rules.refunds import (
    refund_released,
    refund_retry_refused,
    refund_returned,
    refund_sent,
)
from market.orders import queries as orders
from market.orders.refund_order import close_when_refunded
from market.payments.refunds import attempt_queries as attempts
from market.payments.refunds import queries
from market.payments.refunds.booking import facts_of
from market.payments.refunds.queries import TakenPart
from market.requests.alerts import raise_alert, withdraw_alert
from models.enums import AlertKind, LiableParty, PartKind, PayableSource, RefundKind, RefundState
from models.payments import Refund

_FAILED = frozenset({"failed", "canceled"})


def record_sent(session: Session, refund: Refund, fact: RefundFact, *, now: datetime) -> None:
    """Stripe has it: the money has left the balance, whether or not it has arrived."""
    # The order before its accounts, as whoever gives more of it back at this moment locks them.
    orders.lock_order(session, refund.order_id)
    facts = facts_of(refund)
    post(session, refund_sent(facts, fact.id, settled=fact.settled or facts.money, at=now), now=now)
    refund.stripe_refund_id = fact.id
    session.add(refund)
    session.flush()
    note_status(session, refund, fact, now=now)
    if refund.kind != RefundKind.LATE_PAYMENT:
        close_when_refunded(session, order_id=refund.order_id, now=now)


def note_status(session: Session, refund: Refund, fact: RefundFact, *, now: datetime) -> str:
    """Move a refund that Stripe has along with what Stripe says of it; what came of it, in a word."""
    if fact.status == "succeeded" and refund.state == RefundState.PENDING:
        refund.state, refund.settled_at = RefundState.SUCCEEDED, now
        session.add(refund)
        session.flush()
        withdraw_alert(session, f"refund:{refund.id}", because="it arrived", now=now)
        return "refund arrived"
    if fact.status in _FAILED and not attempts.has_come_back(session, refund.id, fact.id):
        _come_back(session, refund, fact, now)
        return "refund came back"
    return "nothing new"


def _come_back(session: Session, refund: Refund, fact: RefundFact, now: datetime) -> None:
    """The buyer's bank did not take it. The goods are gone or were never sent: the buyer is owed it all the same."""
    facts = facts_of(refund)
    back = fact.came_back or fact.settled or facts.money
    post(session, refund_returned(facts, fact.id, settled=back, at=now), now=now)
    refund.state, refund.failure = RefundState.RETURNED, fact.failure_reason or fact.status
    session.add(refund)
    session.flush()
    raise_alert(
        session,
        AlertKind.REFUND_RETURNED,
        key=f"refund:{refund.id}",
        subject_id=refund.id,
        sentence=f"A refund of order {refund.order_id} came back ({refund.failure}): send it again, or pay the buyer "
        "by bank.",
        now=now,
    )


def record_refused(session: Session, refund: Refund, *, failure: str, now: datetime) -> None:
    """Stripe will not do it. Nothing leaves: what it was taken from is as before; a second try leaves the buyer's
    credit as it was."""
    if attempts.has_left(session, refund):
        attempt = attempts.count_attempts(session, refund.id)
        post(session, refund_retry_refused(facts_of(refund), attempt, at=now), now=now)
        refund.state, refund.failure = RefundState.RETURNED, failure
    else:
        give_back_shares(session, refund, now)
        queries.take_back_restocked(session, refund.id)
        refund.state, refund.failure, refund.settled_at = RefundState.CANCELLED, failure, now
    session.add(refund)
    session.flush()
    raise_alert(
        session,
        AlertKind.REFUND_RETURNED,
        key=f"refund:{refund.id}",
        subject_id=refund.id,
        sentence=f"Stripe refuses a refund of order {refund.order_id} ({failure[:200]}): its buyer has not been paid.",
        now=now,
    )


def give_back_shares(session: Session, refund: Refund, now: datetime) -> None:
    """Let nothing leave: whom it was taken from is owed it again."""
    earnings.lock_holds(session)
    parts = queries.list_taken(session, refund.id)
    shares = [share for part in parts if (share := part.share(refund.id, refund.currency))]
    places = [(share.purpose, share.beneficiary_id) for share in shares]
    restored = restore(shares, earnings.find_receivables(session, places, refund.currency))
    own = [part for part in parts if part.share(refund.id, refund.currency) is None]
    legs = (*restored.legs, *_own_legs(session, refund, own)) if parts else (_whole(refund),)
    earnings.insert_items(session, restored.items, source=PayableSource.RESTORED, order_id=refund.order_id, now=now)
    held = take_in_all(session, now=now)
    post_many(session, [refund_released(facts_of(refund), legs, at=now), *held], now=now)


def _own_legs(session: Session, refund: Refund, parts: Sequence[TakenPart]) -> list[Leg]:
    """What parts that belong to no organisation gave, and what had flowed back to a fund, the other way round."""
    of_funds = {part.account_code for part in parts if part.kind in FUND_PARTS}
    funds = Purse(earnings.lock_funds(session, of_funds, refund.currency))
    legs: list[Leg] = []
    for part in parts:
        money = Money(-part.minor, refund.currency)
        if refund.liable == LiableParty.PLATFORM and part.kind is not PartKind.VAT:
            legs.append(Leg(REFUNDS_BORNE, money))
        elif part.kind in FUND_PARTS:
            borne = Money(part.borne_minor, refund.currency)
            legs += [*funds.take(part.account_code, money + borne), Leg(REFUNDS_BORNE, -borne)]
        else:
            legs.append(Leg(frozen_account(part.kind, part.account_code, part.beneficiary_id), money))
    return legs


def _whole(refund: Refund) -> Leg:
    """A refund that was not taken from parts of a price: goodwill, or money that was in suspense."""
    account = SUSPENSE if refund.kind == RefundKind.LATE_PAYMENT else REFUNDS_BORNE
    return Leg(account, Money(-refund.amount_minor, refund.currency))
