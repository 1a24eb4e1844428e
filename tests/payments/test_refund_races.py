"""Refunds, payout runs, holds and late news at the same moment: nobody waits in a circle, and the sums are right."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress

import pytest
from sqlalchemy import text

from kit.clock import IsoWeek
from market.earnings import queries as earnings
from market.earnings.errors import HoldIsReleased
from market.earnings.hold import hold_order, hold_organisation, release_hold
from market.orders import queries as orders
from market.payments import queries as payments
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.errors import NotRefundable, RefundTooLarge, WrongRefundStep
from market.payments.refunds.plan import LineWish
from market.payments.refunds.retry_refund import retry_refund
from market.payouts.run_payouts import run_payouts
from models.enums import HoldReason, LiableParty
from tests.trade import Trade


@pytest.fixture
def order(trade: Trade) -> str:
    order_id = trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    return order_id


def received(trade: Trade, account: str) -> int:
    """What an account at Stripe has got and kept."""
    return sum(
        one.money.minor - one.reversed.minor for one in trade.stripe.transfers.values() if one.destination == account
    )


def test_a_run_waits_for_a_refund_and_pays_what_is_left(trade: Trade, order: str) -> None:
    line = trade.line(order, 1)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        orders.lock_order(session, order)
        earnings.lock_items(session)
        running = pool.submit(trade.run)
        wait([running], timeout=0.3)
        assert not running.done(), "the run waits for whoever changes items"
        trade.refund_in(session, order, LineWish(line, quantity=1))
        session.commit()
        running.result(timeout=60)
    trade.work()
    assert received(trade, "acct_kuapa") == 1923 - 641
    assert trade.stripe.reversals == {}


def test_a_refund_waits_for_a_run_and_takes_back_what_it_paid(trade: Trade, order: str) -> None:
    line = trade.line(order, 1)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        run_payouts(session, period=IsoWeek.of(trade.now), now=trade.now, triggered_by="test")
        refunding = pool.submit(trade.refund, order, LineWish(line, quantity=1))
        wait([refunding], timeout=0.3)
        assert not refunding.done(), "the refund waits for the run"
        session.commit()
        refunding.result(timeout=60)
    assert trade.balance(f"producer:{trade.world.kuapa_id}:receivable") == 629
    trade.work()
    trade.recover_all()
    trade.work()
    assert received(trade, "acct_kuapa") == 1923 - 641
    assert sum(one.money.minor for one in trade.stripe.reversals.values()) == 641 + 7


def test_a_refund_and_a_payout_at_once_many_times_over(trade: Trade) -> None:
    """Whichever comes first: what Kuapa has kept, is owed and owes adds up to what was not refunded."""
    for _ in range(4):
        order = trade.sell(trade.cocoas(3))
        trade.mature()
        line = trade.line(order)
        with ThreadPoolExecutor(3) as pool:
            giving = [pool.submit(trade.refund, order, wish) for wish in (LineWish(line, 1), LineWish(line, minor=100))]
            pool.submit(trade.run).result(timeout=60)
            for one in giving:
                one.result(timeout=60)
        trade.work()
    trade.recover_all()
    trade.work()
    trade.mature()
    trade.run()
    trade.work()
    taken = trade.scalar(
        "select sum(r.amount_minor) from refund_part r join breakdown_part b on b.id = r.breakdown_part_id "
        "where b.beneficiary_id = :id",
        id=trade.world.kuapa_id,
    )
    kuapa = trade.world.kuapa_id
    owed = sum(-trade.balance(code) for code in (f"producer:{kuapa}:payable", f"premium:{kuapa}"))
    owes = sum(trade.balance(f"{stem}:receivable") for stem in (f"producer:{kuapa}", f"premium:{kuapa}"))
    assert received(trade, "acct_kuapa") + owed - owes == 4 * 1923 - taken


def test_late_news_of_a_payment_and_a_refund_do_not_wait_for_each_other_in_a_circle(trade: Trade, order: str) -> None:
    """One has the order and will name the payment; the other comes with news of the payment."""
    line, paid = trade.line(order, 1), trade.payment_of(order)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        orders.lock_order(session, order)
        news = pool.submit(trade.settle, order, paid)
        wait([news], timeout=0.3)
        trade.refund_in(session, order, LineWish(line, quantity=1))
        session.commit()
        assert news.result(timeout=60) == "already settled"


def test_a_run_writes_items_of_orders_that_others_have_locked(trade: Trade) -> None:
    """A refund has its order locked and waits for the run; the run adds a top-up that names that order."""
    below = {**trade.cocoas(3).parts}
    below[next(iter(below))] -= 100
    order = trade.sell(trade.cocoas(3, below, floor=1887))
    trade.mature()
    line = trade.line(order)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        earnings.lock_items_alone(session)
        refunding = pool.submit(trade.refund, order, LineWish(line, quantity=1))
        wait([refunding], timeout=0.3)
        run_payouts(session, period=IsoWeek.of(trade.now), now=trade.now, triggered_by="test")
        session.commit()
        refunding.result(timeout=60)
    assert trade.scalar("select count(*) from payable_item where source = 'topup'") == 1


def test_an_order_of_an_organisation_on_hold_is_paid_while_a_run_is_under_way(trade: Trade, order: str) -> None:
    """The sale waits for the run before it touches the books; the run posts on the same accounts meanwhile."""
    with trade.database.transaction() as session:
        hold_organisation(
            session, organisation_id=trade.world.kuapa_id, reason=HoldReason.MANUAL, note="", by=None, now=trade.now
        )
    late = trade.place(trade.coffees(2), trade.cocoas(3))
    paid = trade.pay(late)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        earnings.lock_items_alone(session)
        settling = pool.submit(trade.settle, late, paid)
        wait([settling], timeout=0.3)
        run_payouts(session, period=IsoWeek.of(trade.now), now=trade.now, triggered_by="test")
        session.commit()
        assert settling.result(timeout=60) == "paid"
    assert trade.balance(f"producer:{trade.world.kuapa_id}:held") == -2 * 1887


def test_holds_are_placed_and_released_by_many_at_once(trade: Trade) -> None:
    """Overlapping holds on organisations and on their orders, refunds and runs between them: no circle, and nothing is
    left under a hold that was released."""
    made = [trade.sell(trade.coffees(2), trade.cocoas(3)) for _ in range(4)]

    def on_order(number: int) -> None:
        with trade.database.transaction() as session:
            hold = hold_order(
                session,
                order_id=made[number % 4],
                reason=HoldReason.MANUAL,
                key=f"look:{number % 3}",
                note="",
                by=None,
                now=trade.now,
            )
        release(hold.id)

    def on_organisation(number: int) -> None:
        with trade.database.transaction() as session:
            hold = hold_organisation(
                session,
                organisation_id=(trade.world.kuapa_id, trade.world.norandino_id)[number % 2],
                reason=HoldReason.MANUAL,
                note="",
                by=None,
                now=trade.now,
            )
        release(hold.id)

    def release(hold_id: str) -> None:
        with suppress(HoldIsReleased), trade.database.transaction() as session:
            release_hold(session, hold_id=hold_id, note="all well", by=None, now=trade.now)

    def run(_: int) -> None:
        trade.run()

    def give_back(number: int) -> None:
        with suppress(RefundTooLarge, NotRefundable):
            trade.refund(made[number % 4], LineWish(trade.line(made[number % 4], number % 2), minor=10))

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(do, number) for number in range(10) for do in (on_order, on_organisation, give_back, run)]
        for one in done:
            one.result(timeout=60)
    assert trade.scalar("select count(*) from hold where released_at is null") == 0
    assert trade.scalar("select count(*) from payable_item where hold_id is not null") == 0


def test_who_waits_to_send_a_refund_again_sees_that_it_was_sent(trade: Trade, order: str) -> None:
    """Both have read that it came back; another buyer's credit would pay for the second sending."""
    for one in (trade.sell(trade.cocoas(3)), order):
        made = trade.refund(one, LineWish(trade.line(one), minor=100))
        trade.work()
        at_stripe = trade.read_refund(made.id).stripe_refund_id or ""
        trade.stripe.fail_refund(at_stripe)
        trade.tell("refund.failed", at_stripe)

    def again() -> None:
        with trade.database.transaction() as session:
            retry_refund(session, refund_id=made.id, now=trade.now)

    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        retry_refund(session, refund_id=made.id, now=trade.now)
        waiting = pool.submit(again)
        wait([waiting], timeout=0.3)
        session.commit()
        with pytest.raises(WrongRefundStep):
            waiting.result(timeout=60)
    trade.work()
    assert trade.balance("customer:credit") == -100


def test_one_dispute_is_lost_while_another_is_charged(trade: Trade, order: str) -> None:
    """Both are a loss of the market's and both free what was held: who comes second waits before the books."""
    other = trade.sell(trade.cocoas(3))
    lost = trade.dispute(other, reason="product_not_received")
    trade.close_dispute(lost, is_won=False)
    open_still = trade.dispute(order)
    trade.stripe.close_dispute(open_still, is_won=False)
    dispute = trade.read_dispute(lost)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        earnings.lock_holds(session)
        following = pool.submit(trade.follow_dispute, open_still)
        wait([following], timeout=0.3)
        charge_dispute(
            session, dispute_id=dispute.id, to=LiableParty.PRODUCER, reason="never sent", by=None, now=trade.now
        )
        session.commit()
        assert following.result(timeout=60) == "dispute lost"


def test_a_payment_is_locked_as_it_is_and_not_as_it_was_read(trade: Trade, order: str) -> None:
    with trade.database.transaction() as session:
        seen = payments.find_payment_of_order(session, order)
        assert seen is not None
        with ThreadPoolExecutor(1) as pool:
            pool.submit(trade.do, "update payment set failure_code = 'news' where id = :id", id=seen.id).result()
        assert payments.lock_payment(session, seen.id).failure_code == "news"
        session.execute(text("update payment set failure_code = null"))
