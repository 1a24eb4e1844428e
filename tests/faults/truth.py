"""What must be true of a market that has come to rest, whoever was killed on the way: our books beside the simulated
Stripe's own, every payout, refund and reversal, not only those of the test that asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from kit.clock import utc_now
from market.ledger.invariants import verify_ledger
from market.payments.reconcile.reconcile_day import reconcile_day
from tests.faults.shaken import Shaken
from tests.weeks import assert_weeks_can_be_told

_PAYOUTS = text(
    """
    select p.id, p.state, p.amount_minor as amount, lower(p.currency) as currency, p.transfer_id as stripe_id,
           o.parameters ->> 'destination' as destination
    from payout p join stripe_operation o on o.subject_id = p.id and o.kind = 'transfer'
    """
)
_REFUNDS = text(
    """
    select r.id, r.state, r.amount_minor as amount, lower(r.currency) as currency, r.stripe_refund_id as stripe_id
    from refund r where r.kind not in ('dispute', 'dashboard')
    """
)
_REVERSALS = text(
    """
    select v.id, v.state, v.amount_minor as amount, lower(v.currency) as currency, v.stripe_reversal_id as stripe_id
    from transfer_reversal v where v.refund_id is not null
    """
)
_STOCK = text(
    """
    select s.variant_id from stock s
    where s.on_hand < 0 or s.reserved < 0 or s.reserved > s.on_hand
       or s.reserved <> coalesce((select sum(r.quantity) from reservation r
                                  where r.variant_id = s.variant_id and r.state = 'held'), 0)
    """
)
_IDLE = text(
    """
    select pid, state, query from pg_stat_activity
    where state like 'idle in transaction%' and state_change < now() - interval '5 seconds'
    """
)
_DONE = {"payout": {"paid"}, "refund": {"succeeded"}, "reversal": {"succeeded"}}


def assert_right(market: Shaken) -> None:
    """Each payout, refund and reversal that the books call done is at Stripe exactly once, of its amount and to its
    destination; nothing else is. The ledger answers every question with nobody, the day agrees with Stripe, and every
    producer's week can be told."""
    state = market.sandbox_state()
    with market.database.reading() as session:
        ours = {
            "payout": session.execute(_PAYOUTS).mappings().all(),
            "refund": session.execute(_REFUNDS).mappings().all(),
            "reversal": session.execute(_REVERSALS).mappings().all(),
        }
        broken = verify_ledger(session)
        stock = session.execute(_STOCK).all()
        idle = session.execute(_IDLE).all()
    accounts, charges = state["accounts"].values(), state["charges"].values()
    _compare("payout", ours["payout"], _all(accounts, "transfers"))
    _compare("refund", ours["refund"], _all(charges, "refunds"))
    _compare("reversal", ours["reversal"], _all(accounts, "reversals"))
    assert not broken, broken
    assert not stock, f"stock that does not add up: {stock}"
    assert not idle, f"transactions that nobody ends: {idle}"
    # One of the two would be done again, in five minutes' time: no harm, and no excuse.
    assert "deadlock detected" not in market.postgres.log.read_text()
    _assert_reconciled(market)
    assert_weeks_can_be_told(market.database)


def _all(owners: Iterable[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    return [thing for owner in owners for thing in owner[what]]


def _compare(what: str, ours: Iterable[Any], theirs: list[dict[str, Any]]) -> None:
    by_ours: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for made in theirs:
        by_ours[made["metadata"].get(f"solifair_{what}", "nobody's")].append(made)
    for row in ours:
        made_for = by_ours.pop(row["id"], [])
        if row["state"] not in _DONE[what]:
            assert made_for == [], f"{what} {row['id']} is {row['state']}, and Stripe made {made_for}"
            continue
        facts = [(made["id"], made["amount"], made["currency"]) for made in made_for]
        assert facts == [(row["stripe_id"], row["amount"], row["currency"])], f"{what} {row['id']}: {facts}"
        if "destination" in row:
            assert [made["destination"] for made in made_for] == [row["destination"]]
    assert not by_ours, f"made at Stripe, and in no book of ours: {dict(by_ours)}"


def _assert_reconciled(market: Shaken) -> None:
    """Today, and yesterday in case that midnight has just passed."""
    now = utc_now()
    for day in {(now - timedelta(minutes=10)).date(), now.date()}:
        found = reconcile_day(market.database, market.stripe, day=day, now=now)
        assert found.is_well, found.differences


def states(market: Shaken, run_id: str) -> list[str]:
    """How the payouts of a run stand, in alphabetical order."""
    return sorted(market.payouts_of(run_id).values())


def assert_right_and_the_rest_paid_later(market: Shaken, run_id: str) -> None:
    """At rest everything is right, and what of the run did not leave leaves with the next one, once."""
    market.heal()
    assert_right(market)
    if set(states(market, run_id)) != {"paid"}:
        market.readmit(market.world.norandino_id)
        again = market.run_payouts()
        market.heal()
        assert set(states(market, again)) == {"paid"}
    # What was not told in time is told now, and is no news.
    market.lose_events()
    market.catch_up()
    assert_right(market)
    assert market.scalar(_UNCLAIMED, norandino=market.world.norandino_id, kuapa=market.world.kuapa_id) == 0


_UNCLAIMED = (
    "select count(*) from payable_item i where i.beneficiary_id in (:norandino, :kuapa) and i.eligible_at <= now() "
    "and i.amount_minor > i.reduced_minor "
    "and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)"
)
