"""Money of a transfer comes back: asked for after a refund, refused, told by events, or taken in Stripe's dashboard."""

from dataclasses import replace

import pytest

from market.payments.errors import AnswerDiffers
from market.payments.refunds.plan import LineWish
from market.payouts.confirm_manual_payout import confirm_manual_payout
from models.enums import PayoutPurpose, PayoutState, ReversalState
from models.payouts import Payout
from tests.trade import Trade


@pytest.fixture
def order(trade: Trade) -> str:
    """Three cocoa bars, all paid out: 18.87 goods, 0.36 premium, 0.21 dues, 0.10 to the fund."""
    order_id = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    return order_id


def goods(trade: Trade) -> Payout:
    return [
        one
        for one in trade.list_payouts()
        if (one.beneficiary_id, one.purpose) == (trade.world.kuapa_id, PayoutPurpose.GOODS)
    ][-1]


def one_bar(trade: Trade, order_id: str) -> str:
    return trade.refund(order_id, LineWish(trade.line(order_id), quantity=1)).id


def owes(trade: Trade) -> int:
    return trade.balance(f"producer:{trade.world.kuapa_id}:receivable")


def owed(trade: Trade) -> int:
    return -trade.balance(f"producer:{trade.world.kuapa_id}:payable")


def states(trade: Trade) -> list[str]:
    return [str(row[0]) for row in trade.rows("select state from transfer_reversal order by id")]


def test_each_transfer_that_paid_for_it_gives_back_its_own(trade: Trade, order: str) -> None:
    refund_id = one_bar(trade, order)
    assert trade.recover(refund_id) == 3
    assert trade.recover(refund_id) == 0, "once"
    assert owes(trade) == 0
    assert trade.balance(f"producer:{trade.world.kuapa_id}:reversal_in_transit") == 629 + 12
    trade.work()
    assert sorted(one.money.minor for one in trade.stripe.reversals.values()) == [7, 12, 629]
    assert {one.metadata["solifair_refund"] for one in trade.stripe.reversals.values()} == {refund_id}
    assert set(states(trade)) == {ReversalState.SUCCEEDED}


def test_while_it_is_on_its_way_back_no_payout_nets_it(trade: Trade, order: str) -> None:
    trade.recover(one_bar(trade, order))
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert goods(trade).netted_minor == 0


def test_refused_it_stays_owed_back_and_is_netted(trade: Trade, order: str) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    one_bar(trade, order)
    trade.work()
    assert owes(trade) == 629
    assert states(trade).count(ReversalState.FAILED) == 2
    assert trade.scalar("select failure from transfer_reversal where state = 'failed' limit 1").startswith(
        "balance_ins"
    )
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert goods(trade).netted_minor == 629


def test_what_was_netted_before_anybody_asked_is_not_asked_for(trade: Trade, order: str) -> None:
    refund_id = one_bar(trade, order)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert owes(trade) == 0
    assert trade.recover(refund_id) == 0
    assert trade.scalar("select sum(netted_minor) from payout") == 629 + 12 + 7


def test_what_was_paid_by_bank_is_only_netted(trade: Trade) -> None:
    trade.pay_by_bank(trade.world.kuapa_id)
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    for payout in trade.list_payouts():
        if payout.beneficiary_id == trade.world.kuapa_id:
            with trade.database.transaction() as session:
                confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 1", now=trade.now)
    trade.work()
    assert trade.recover(one_bar(trade, order)) == 1, "the dues went through Stripe"
    assert owes(trade) == 629


def test_a_transfer_that_is_on_its_way_is_waited_for(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    refund_id = one_bar(trade, order)
    assert trade.recover(refund_id) == 0
    assert trade.scalar("select recovered_at from refund") is None, "the sweep comes back to it"
    for operation in trade.operations("transfer"):
        trade.execute(operation)
    trade.recover_all()
    trade.work()
    assert sum(one.money.minor for one in trade.stripe.reversals.values()) == 629 + 12 + 7
    assert owes(trade) == 0


def test_a_transfer_that_came_to_nothing_is_not_waited_for(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    refund_id = one_bar(trade, order)
    for operation in trade.operations("transfer"):
        trade.refuse_next("create_transfer")
        trade.execute(operation)
    assert trade.recover(refund_id) == 0
    assert trade.scalar("select recovered_at is not null from refund") is True
    assert (owed(trade), owes(trade)) == (1887, 629)


def test_no_more_is_asked_of_a_transfer_than_was_sent(trade: Trade, order: str) -> None:
    for _ in range(3):
        one_bar(trade, order)
        trade.work()
    sent = trade.stripe.transfers[goods(trade).transfer_id or ""]
    assert sent.reversed == sent.money
    assert owes(trade) == 0


def test_a_netted_transfer_gives_back_what_travelled_and_no_more(trade: Trade, order: str) -> None:
    """18.87 claimed, 6.29 kept of it: of the 12.58 that travelled no more can come back."""
    trade.stripe.emptied.add("acct_kuapa")
    one_bar(trade, order)
    trade.work()
    second = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    assert goods(trade).amount_minor == 1887 - 629
    trade.stripe.emptied.clear()
    trade.refund(second, LineWish(trade.line(second)))
    trade.work()
    assert trade.stripe.transfers[goods(trade).transfer_id or ""].reversed.minor == 1887 - 629
    assert owes(trade) == 629


def test_the_news_may_come_before_the_answer(trade: Trade, order: str) -> None:
    trade.recover(one_bar(trade, order))
    asked = trade.scalar(
        "select o.id from stripe_operation o join transfer_reversal v on v.id = o.subject_id where v.amount_minor = 629"
    )
    trade.lose_next_answer()
    trade.execute(asked)
    assert trade.tell("transfer.reversed", goods(trade).transfer_id or "") == "1 reversal(s) booked"
    assert trade.tell("transfer.updated", goods(trade).transfer_id or "") == "nothing new"
    trade.wait(hours=1)
    trade.execute(asked)
    trade.work()
    assert len([one for one in trade.stripe.reversals.values() if one.money.minor == 629]) == 1


def test_looked_for_under_its_own_name_when_the_key_is_forgotten(trade: Trade, order: str) -> None:
    trade.recover(one_bar(trade, order))
    for operation in trade.operations("reversal"):
        trade.lose_next_answer()
        trade.execute(operation)
    trade.stripe.by_key.clear()
    trade.wait(hours=25)
    for operation in trade.operations("reversal"):
        trade.execute(operation)
    assert sorted(one.money.minor for one in trade.stripe.reversals.values()) == [7, 12, 629]


def test_a_reversal_that_is_not_what_was_asked_is_never_booked(trade: Trade, order: str) -> None:
    trade.recover(one_bar(trade, order))
    operation = trade.operations("reversal")[0]
    trade.lose_next_answer()
    trade.execute(operation)
    (made,) = trade.stripe.reversals.values()
    trade.stripe.reversals[made.id] = replace(made, money=trade.money(made.money.minor + 1))
    trade.wait(hours=1)
    with pytest.raises(AnswerDiffers):
        trade.execute(operation)
    trade.stripe.reversals[made.id] = made
    trade.wait(minutes=6)
    trade.work()
    trade.execute(operation)


# In the dashboard


def test_a_whole_transfer_taken_back_is_owed_again(trade: Trade, order: str) -> None:
    payout = goods(trade)
    trade.stripe.add_reversal(payout.transfer_id or "", trade.money(1887))
    assert trade.tell("transfer.reversed", payout.transfer_id or "") == "1 reversal(s) booked"
    assert trade.tell("transfer.reversed", payout.transfer_id or "") == "nothing new"
    assert goods(trade).state == PayoutState.RETURNED
    assert owed(trade) == 1887
    assert trade.run().payouts == 1
    trade.work()
    assert goods(trade).amount_minor == 1887


def test_a_part_taken_back_is_owed_again_as_something_of_its_own(trade: Trade, order: str) -> None:
    payout = goods(trade)
    for minor in (500, 387):
        trade.stripe.add_reversal(payout.transfer_id or "", trade.money(minor))
        trade.tell("transfer.reversed", payout.transfer_id or "")
    assert goods(trade).state == PayoutState.PAID
    assert owed(trade) == 887
    trade.run()
    assert goods(trade).amount_minor == 887


def test_two_parts_that_are_heard_of_at_once(trade: Trade, order: str) -> None:
    payout = goods(trade)
    for minor in (1000, 887):
        trade.stripe.add_reversal(payout.transfer_id or "", trade.money(minor))
    assert trade.tell("transfer.reversed", payout.transfer_id or "") == "2 reversal(s) booked"
    assert owed(trade) == 1887
    assert goods(trade).state == PayoutState.PAID, "it came back piece by piece"


@pytest.mark.parametrize(("taken", "still_owed", "owed_anew"), [(400, 229, 0), (629, 0, 0), (1000, 0, 371)])
def test_what_is_taken_back_settles_first_what_is_owed_back(
    trade: Trade, order: str, taken: int, still_owed: int, owed_anew: int
) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    one_bar(trade, order)
    trade.work()
    trade.stripe.emptied.clear()
    trade.stripe.add_reversal(goods(trade).transfer_id or "", trade.money(taken))
    trade.tell("transfer.reversed", goods(trade).transfer_id or "")
    assert (owes(trade), owed(trade)) == (still_owed, owed_anew)


def test_the_whole_transfer_taken_back_while_something_is_owed_back(trade: Trade, order: str) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    one_bar(trade, order)
    trade.work()
    trade.stripe.emptied.clear()
    trade.stripe.add_reversal(goods(trade).transfer_id or "", trade.money(1887))
    trade.tell("transfer.reversed", goods(trade).transfer_id or "")
    assert (owes(trade), owed(trade)) == (0, 1887 - 629)
    trade.run()
    assert goods(trade).amount_minor == 1887 - 629


def test_the_rest_taken_back_after_we_brought_back_a_part(trade: Trade, order: str) -> None:
    one_bar(trade, order)
    trade.work()
    trade.stripe.add_reversal(goods(trade).transfer_id or "", trade.money(1887 - 629))
    assert trade.tell("transfer.reversed", goods(trade).transfer_id or "") == "1 reversal(s) booked"
    assert (owes(trade), owed(trade)) == (0, 1887 - 629)


def test_a_refund_finds_what_was_taken_back(trade: Trade, order: str) -> None:
    """What the dashboard brought back is owed again, and a refund takes it from there before it asks for more."""
    trade.stripe.add_reversal(goods(trade).transfer_id or "", trade.money(1000))
    trade.tell("transfer.reversed", goods(trade).transfer_id or "")
    one_bar(trade, order)
    assert (owes(trade), owed(trade)) == (0, 371)


def test_sent_and_taken_back_before_we_heard_of_either(trade: Trade) -> None:
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    payout = goods(trade)
    operation = trade.scalar("select id from stripe_operation where subject_id = :id", id=payout.id)
    trade.lose_next_answer()
    trade.execute(operation)
    (transfer,) = trade.stripe.transfers.values()
    trade.stripe.add_reversal(transfer.id, transfer.money)
    assert trade.tell("transfer.created", transfer.id) == "1 reversal(s) booked"
    assert goods(trade).state == PayoutState.RETURNED
    assert owed(trade) == 1887


def test_a_transfer_that_is_not_ours(trade: Trade, order: str) -> None:
    ours = trade.stripe.transfers[goods(trade).transfer_id or ""]
    trade.stripe.transfers["tr_strange"] = replace(ours, id="tr_strange", metadata={"transfer_group": "x"})
    assert trade.tell("transfer.created", "tr_strange") == "not a transfer of ours"
