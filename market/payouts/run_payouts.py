"""Pay everybody what is due: one run for one week, in one transaction, that can be repeated without paying twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.clock import IsoWeek
from kit.faultpoints import faultpoint
from market.earnings import queries as earnings
from market.earnings.hold import take_in_all
from market.earnings.rules import NewItem
from market.ledger.post import post, post_many
from market.ledger.post_claims import post_claims
from market.ledger.rules.payouts import minimum_price_topup
from market.payouts import claim_queries, queries
from market.payouts.claim_queries import Claimed, Shortfall
from market.prefinance.repay import repay_from_due
from models.enums import PayableSource, PayoutPurpose


@dataclass(frozen=True)
class PayoutTerms:
    """What an installation decides about payouts: how much of one may be kept back for what is owed back, in basis
    points, and after how long even a payout below the minimum leaves."""

    netting_bps: int = 5_000
    longest_wait: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class RunOutcome:
    """What came of a run; `new_run_id` is None when nothing was newly due."""

    period: IsoWeek
    new_run_id: str | None
    payouts: int
    shortfalls: tuple[Shortfall, ...]


def run_payouts(
    session: Session,
    *,
    period: IsoWeek,
    now: datetime,
    triggered_by: str,
    due_by: datetime | None = None,
    terms: PayoutTerms | None = None,
) -> RunOutcome:
    """Claim everything due by `due_by` (default: `now`) and intend its payment.

    Repeated, it pays what fell due since, as another sequence of the same period, or changes nothing. What it intends
    leaves later: Stripe transfers by `send_payout`, bank transfers by `confirm_manual_payout`.
    """
    due_by, terms = min(due_by or now, now), terms or PayoutTerms()
    earnings.lock_items_alone(session)
    post_many(session, take_in_all(session, now=now), now=now)
    _top_up(session, due_by, now)
    repay_from_due(session, due_by=due_by, now=now)
    claim_queries.split_remainders(session, due_by=due_by)
    is_repeated = bool(queries.list_runs_of_period(session, period))
    with session.begin_nested() as attempt:
        run_id = claim_queries.insert_run(session, period=period, as_of=now, triggered_by=triggered_by)
        claimed = claim_queries.claim_due(
            session,
            run_id=run_id,
            due_by=due_by,
            as_of=now,
            netting_bps=terms.netting_bps,
            longest_wait=terms.longest_wait,
        )
        if claimed.payouts == 0 and is_repeated:
            attempt.rollback()
            return RunOutcome(period, None, 0, claimed.shortfalls)
    _book(session, run_id, claimed, now)
    faultpoint("run.claimed")
    return RunOutcome(period, run_id, claimed.payouts, claimed.shortfalls)


def _top_up(session: Session, due_by: datetime, now: datetime) -> None:
    """The last look at the minimum price before money leaves: what is missing is the market's to add."""
    for gap in claim_queries.list_floor_gaps(session, due_by=due_by):
        key = f"topup:{gap.item_id}"
        entry = minimum_price_topup(gap.item_id, gap.order_id, gap.beneficiary_id, gap.gap, at=now)
        item = NewItem(key, gap.order_line_id, gap.beneficiary_id, PayoutPurpose.GOODS, gap.gap)
        earnings.insert_items(session, [item], source=PayableSource.TOPUP, order_id=gap.order_id, now=min(due_by, now))
        post(session, entry, now=now)


def _book(session: Session, run_id: str, claimed: Claimed, now: datetime) -> None:
    if claimed.payouts:
        post_claims(session, run_id=run_id, at=now)
        claim_queries.intend_transfers(session, run_id=run_id, now=now)
