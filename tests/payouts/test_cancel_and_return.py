"""A payout is sent or cancelled, never both; what a bank sends back is owed again."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from market.payments.errors import NoSuchOperation
from market.payments.operations import queries as operations
from market.payments.refunds.plan import LineWish
from market.payouts import queries
from market.payouts.cancel_payout import cancel_payout
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import (
    NoSuchPayout,
    PayoutMayHaveLeft,
    PayoutNotInTransit,
    PayoutNotManual,
    PayoutNotPaid,
)
from market.payouts.execute_operation import execute_operation, execute_pending
from market.payouts.queries import PayoutFact
from market.payouts.return_payout import return_payout
from models.enums import PayoutPurpose, PayoutState, StripeOperationState
from models.payouts import Payout
from tests.trade import Trade


@pytest.fixture
def payout(trade: Trade) -> Payout:
    """18.87 for cocoa, claimed and not sent."""
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    return goods(trade)


@pytest.fixture
def by_bank(trade: Trade) -> Payout:
    """The same, to be sent by bank."""
    trade.pay_by_bank(trade.world.kuapa_id)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    return goods(trade)


def goods(trade: Trade) -> Payout:
    """Kuapa's newest payout for goods."""
    return [
        one
        for one in trade.list_payouts()
        if (one.beneficiary_id, one.purpose) == (trade.world.kuapa_id, PayoutPurpose.GOODS)
    ][-1]


def operation_of(trade: Trade, payout: Payout) -> str:
    return str(trade.scalar("select id from stripe_operation where subject_id = :id", id=payout.id))


def cancel(trade: Trade, payout: Payout) -> PayoutFact:
    with trade.database.transaction() as session:
        return cancel_payout(session, payout_id=payout.id, reason="a look first", now=trade.now)


def confirm(trade: Trade, payout: Payout) -> PayoutFact:
    with trade.database.transaction() as session:
        return confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 77", now=trade.now)


def come_back(trade: Trade, payout: Payout) -> PayoutFact:
    with trade.database.transaction() as session:
        return return_payout(session, payout_id=payout.id, reason="account closed", now=trade.now)


def test_cancelled_before_anything_left_it_is_payable_again(trade: Trade, payout: Payout) -> None:
    cancelled = cancel(trade, payout)
    assert (cancelled.state, cancelled.failure) == (PayoutState.CANCELLED, "a look first")
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == -1887
    assert cancel(trade, payout).state is PayoutState.CANCELLED, "twice is once"
    assert trade.execute(operation_of(trade, payout)) is StripeOperationState.FAILED
    assert not [one for one in trade.stripe.transfers.values() if one.money.minor == 1887]
    assert trade.run().payouts == 1
    assert goods(trade).id != payout.id
    assert trade.scalar("select count(*) from outbox where task = 'build_producer_statements'") == 1


def test_a_cancelled_bank_payout_is_not_confirmed(trade: Trade, by_bank: Payout) -> None:
    cancel(trade, by_bank)
    with pytest.raises(PayoutNotInTransit):
        confirm(trade, by_bank)


def test_once_stripe_was_asked_it_is_stripes_to_say(trade: Trade, payout: Payout) -> None:
    trade.lose_next_answer()
    trade.execute(operation_of(trade, payout))
    with pytest.raises(PayoutMayHaveLeft):
        cancel(trade, payout)
    trade.wait(hours=1)
    trade.execute(operation_of(trade, payout))
    with pytest.raises(PayoutNotInTransit):
        cancel(trade, payout)


def test_what_is_being_sent_at_this_moment_is_not_cancelled(trade: Trade, payout: Payout) -> None:
    operation = operation_of(trade, payout)
    with trade.database.transaction() as session:
        operations.mark_sending(session, operation, now=trade.now)
    with pytest.raises(PayoutMayHaveLeft):
        cancel(trade, payout)


def test_there_is_nothing_to_cancel_or_return_that_is_not_there(trade: Trade) -> None:
    for verb in (cancel_payout, return_payout):
        with pytest.raises(NoSuchPayout), trade.database.transaction() as session:
            verb(session, payout_id="pyt_none", reason="", now=trade.now)


def test_sent_or_cancelled_never_both_however_they_race(trade: Trade) -> None:
    for _ in range(6):
        trade.sell(trade.cocoas(3))
        trade.mature()
        trade.run()
        payout = goods(trade)

        def try_to_cancel(payout: Payout = payout) -> bool:
            try:
                cancel(trade, payout)
            except (PayoutMayHaveLeft, PayoutNotInTransit):
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            sending = [pool.submit(trade.execute, operation_of(trade, payout)) for _ in range(3)]
            cancelling = [pool.submit(try_to_cancel) for _ in range(3)]
            is_cancelled = {one.result(timeout=30) for one in cancelling}
            for one in sending:
                one.result(timeout=30)
        sent = [one for one in trade.stripe.transfers.values() if one.metadata["solifair_payout"] == payout.id]
        state = trade.scalar("select state from payout where id = :id", id=payout.id)
        assert (len(sent), state) in {(1, "paid"), (0, "cancelled")}
        assert (True in is_cancelled) is (state == "cancelled")
        trade.work()


def test_who_records_and_who_cancels_lock_in_one_order(trade: Trade, payout: Payout) -> None:
    """While a canceller waits with what it has locked, the sender must be able to record."""
    operation = operation_of(trade, payout)
    with ThreadPoolExecutor(1) as pool, trade.database.transaction() as session:
        operations.lock_operation(session, operation)
        cancelling = pool.submit(cancel, trade, payout)
        wait([cancelling], timeout=0.3)
        operations.mark_sending(session, operation, now=trade.now)
        # As recording does: the payout after its operation.
        queries.lock_payout(session, payout.id)
        session.commit()
        with pytest.raises(PayoutMayHaveLeft):
            cancelling.result(timeout=10)


def test_what_a_bank_sends_back_is_owed_again_and_paid_anew(trade: Trade, by_bank: Payout) -> None:
    confirm(trade, by_bank)
    assert trade.balance("bank:manual_bank") == -1887
    returned = come_back(trade, by_bank)
    assert (returned.state, returned.failure) == (PayoutState.RETURNED, "account closed")
    assert trade.balance("bank:manual_bank") == 0
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == -1887
    assert come_back(trade, by_bank).state is PayoutState.RETURNED, "twice is once"
    trade.run()
    confirm(trade, goods(trade))
    assert trade.balance("bank:manual_bank") == -1887


def test_with_what_was_kept_of_it_it_all_comes_back(trade: Trade) -> None:
    """A payout of 9.44 after 9.43 were kept for an old refund: returned, both are as before."""
    trade.pay_by_bank(trade.world.kuapa_id)
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    confirm(trade, goods(trade))
    trade.refund(order, LineWish(trade.line(order)))
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    netted = goods(trade)
    assert (netted.amount_minor, netted.netted_minor) == (944, 943)
    confirm(trade, netted)
    come_back(trade, netted)
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == -1887
    assert trade.balance(f"producer:{trade.world.kuapa_id}:receivable") == 1887


def test_only_a_bank_payout_that_arrived_can_come_back(trade: Trade, by_bank: Payout) -> None:
    with pytest.raises(PayoutNotPaid):
        come_back(trade, by_bank)
    dues = next(one for one in trade.list_payouts() if one.purpose == PayoutPurpose.DUES)
    with pytest.raises(PayoutNotManual):
        come_back(trade, dues)


def test_ten_confirmations_and_returns_at_once(trade: Trade, by_bank: Payout) -> None:
    with ThreadPoolExecutor(10) as pool:
        assert {one.state for one in pool.map(lambda _: confirm(trade, by_bank), range(10))} == {PayoutState.PAID}
        assert {one.state for one in pool.map(lambda _: come_back(trade, by_bank), range(10))} == {PayoutState.RETURNED}
    assert trade.scalar("select count(*) from journal where kind in ('transfer_sent', 'payout_returned')") == 2


def test_everything_that_is_due_is_tried_once(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    done = execute_pending(trade.database, trade.stripe, now=trade.now)
    assert len(done) == 4 and set(done.values()) == {StripeOperationState.SUCCEEDED}
    assert execute_pending(trade.database, trade.stripe, now=trade.now) == {}
    with pytest.raises(NoSuchOperation):
        execute_operation(trade.database, trade.stripe, operation_id="sop_none", now=trade.now)
