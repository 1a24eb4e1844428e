"""What becomes of a refund: it arrives, comes back, is sent again or paid by bank, or never leaves at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kit.money import Money
from market.earnings.hold import hold_organisation
from market.orders.expire_order import expire_order
from market.payments.errors import AnswerDiffers, NoSuchRefund, WrongRefundStep
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.plan import LineWish
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from models.enums import HoldReason, LiableParty, PartKind, PayoutPurpose, RefundState
from models.payments import Refund
from tests.sales import COCOA_PARTS
from tests.trade import Trade


@pytest.fixture
def order(trade: Trade) -> str:
    return trade.sell(trade.coffees(2), trade.cocoas(3))


def one_bar(trade: Trade, order_id: str) -> Refund:
    """7.07 for one of three cocoa bars."""
    return trade.refund(order_id, LineWish(trade.line(order_id, 1), quantity=1))


def fail(trade: Trade, refund_id: str) -> str:
    """The buyer's bank does not take it, and Stripe says so."""
    at_stripe = trade.read_refund(refund_id).stripe_refund_id or ""
    trade.stripe.fail_refund(at_stripe)
    return trade.tell("refund.failed", at_stripe)


def again(trade: Trade, refund_id: str) -> None:
    with trade.database.transaction() as session:
        retry_refund(session, refund_id=refund_id, now=trade.now)


def by_bank(trade: Trade, refund_id: str) -> None:
    with trade.database.transaction() as session:
        settle_otherwise(session, refund_id=refund_id, reference="SEPA 12", now=trade.now)


def alerts(trade: Trade) -> list[str]:
    return [str(row[0]) for row in trade.rows("select kind from alert where resolved_at is null order by id")]


def test_a_refund_that_takes_days_is_followed(trade: Trade, order: str) -> None:
    trade.stripe.refunds_begin_as = "pending"
    refund = one_bar(trade, order)
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.PENDING
    assert trade.balance("refunds:in_transit") == 0, "it has left the balance"
    at_stripe = trade.read_refund(refund.id).stripe_refund_id or ""
    trade.stripe.turn_refund(at_stripe, "requires_action")
    assert trade.tell("refund.updated", at_stripe) == "nothing new"
    trade.stripe.turn_refund(at_stripe, "succeeded")
    assert trade.tell("refund.updated", at_stripe) == "refund arrived"
    assert trade.tell("refund.updated", at_stripe) == "nothing new"
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED


def test_what_comes_back_is_owed_to_the_buyer_and_a_person_is_told(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    trade.work()
    before = trade.balances()
    assert fail(trade, refund.id) == "refund came back"
    assert trade.balance("customer:credit") == -707
    assert trade.balance("stripe:available") == before["stripe:available"] + 707
    assert trade.balance("platform:fee_income") == before["platform:fee_income"], "nobody gets the sale back"
    assert trade.read_refund(refund.id).state == RefundState.RETURNED
    assert trade.read_refund(refund.id).failure == "expired_or_canceled_card"
    assert alerts(trade) == ["refund_returned"]
    at_stripe = trade.read_refund(refund.id).stripe_refund_id or ""
    assert trade.tell("refund.updated", at_stripe) == "nothing new"


def test_it_is_sent_again_under_a_key_of_its_own(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    trade.work()
    first = trade.read_refund(refund.id).stripe_refund_id or ""
    fail(trade, refund.id)
    again(trade, refund.id)
    assert trade.balance("customer:credit") == 0
    assert trade.tell("refund.failed", first) == "nothing new", "old news of the first one"
    trade.work()
    second = trade.read_refund(refund.id)
    assert (second.state, second.stripe_refund_id != first) == (RefundState.SUCCEEDED, True)
    assert alerts(trade) == []
    keys = trade.rows("select business_key from stripe_operation where subject_id = :id order by id", id=refund.id)
    assert keys == [(f"re:{refund.id}:1",), (f"re:{refund.id}:2",)]
    assert trade.balance("stripe:available") == -707


def test_it_can_come_back_twice_and_be_paid_by_bank(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    trade.work()
    fail(trade, refund.id)
    again(trade, refund.id)
    trade.work()
    fail(trade, refund.id)
    by_bank(trade, refund.id)
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED
    assert (trade.balance("customer:credit"), trade.balance("bank:own")) == (0, -707)
    assert alerts(trade) == []
    at_stripe = trade.read_refund(refund.id).stripe_refund_id or ""
    assert trade.tell("refund.failed", at_stripe) == "nothing new", "old news: the buyer is not owed it again"
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED
    with pytest.raises(WrongRefundStep):
        by_bank(trade, refund.id)
    with pytest.raises(WrongRefundStep):
        again(trade, refund.id)


def test_only_what_came_back_is_sent_again(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    with pytest.raises(WrongRefundStep):
        again(trade, refund.id)
    with pytest.raises(NoSuchRefund):
        again(trade, "ref_none")


def test_ten_who_send_it_again_at_once_send_it_once(trade: Trade, order: str) -> None:
    """Buyers of other orders have credit too, which would pay for a second sending."""
    other = trade.sell(trade.coffees(2), trade.cocoas(3))
    for refund in (one_bar(trade, other), one_bar(trade, order)):
        trade.work()
        fail(trade, refund.id)

    def try_again(_: int) -> bool:
        try:
            again(trade, refund.id)
        except WrongRefundStep:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(try_again, range(10))) == 1
    trade.work()
    assert trade.balance("customer:credit") == -707


def test_a_second_try_that_is_refused_leaves_the_buyers_credit(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    trade.work()
    fail(trade, refund.id)
    again(trade, refund.id)
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.RETURNED
    assert trade.balance("customer:credit") == -707
    assert alerts(trade) == ["refund_returned"]
    again(trade, refund.id)
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED


def test_refused_at_once_everything_is_as_before(trade: Trade, order: str) -> None:
    before, stock = trade.balances(), trade.stock(trade.cocoa)
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1), restock=True)
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.balances() == before
    assert trade.stock(trade.cocoa) == stock, "whoever gives the bar back next puts it on the shelf"
    assert trade.read_refund(refund.id).state == RefundState.CANCELLED
    assert alerts(trade) == ["refund_returned"]
    assert trade.refund(order, LineWish(trade.line(order, 1), quantity=3), restock=True).amount_minor == 2121
    assert trade.stock(trade.cocoa) == (stock[0] + 3, 0)


def test_refused_what_the_market_bore_is_as_before_too(trade: Trade) -> None:
    taxed = {**COCOA_PARTS, PartKind.VAT: 117, PartKind.DISCOUNT_SUBSIDY: -40}
    order = trade.sell(trade.cocoas(3, taxed))
    before = trade.balances()
    trade.refund(order, LineWish(trade.line(order), quantity=2), liable=LiableParty.PLATFORM)
    with trade.database.transaction() as session:
        money = trade.money(100)
        give_goodwill(session, order_id=order, key="g", money=money, reason="", requested_by=None, now=trade.now)
    for operation in trade.operations("refund"):
        trade.refuse_next("create_refund")
        trade.execute(operation)
    assert trade.balances() == before
    assert trade.left_of(order).minor == 2121 + 117 - 40


def test_a_late_payment_that_cannot_go_back_waits_in_suspense(trade: Trade) -> None:
    order = trade.place(trade.cocoas(3))
    trade.page(order)
    with trade.database.transaction() as session:
        expire_order(session, order_id=order, now=trade.now)
    trade.do("update stock set on_hand = 0 where variant_id = :id", id=trade.cocoa)
    trade.settle(order, trade.pay(order))
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.balance("suspense") == -2121
    assert alerts(trade) == ["refund_returned"]


def test_what_was_sold_on_meanwhile_stays_sold(trade: Trade, order: str) -> None:
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=3), restock=True)
    trade.do("update stock set on_hand = 2, reserved = 0 where variant_id = :id", id=trade.cocoa)
    trade.place(trade.cocoas(2))
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.CANCELLED
    assert trade.stock(trade.cocoa) == (2, 2)


def test_what_is_owed_anew_leaves_no_sooner_than_it_would_have(trade: Trade, order: str) -> None:
    one_bar(trade, order)
    trade.refuse_next("create_refund")
    trade.work()
    trade.wait(days=1)
    assert trade.run().payouts == 0
    restored = trade.rows("select distinct eligible_at from payable_item where source = 'restored'")
    assert restored == trade.rows("select distinct eligible_at from payable_item where source = 'line'")
    trade.mature()
    trade.run()
    goods = {p.beneficiary_id: p.amount_minor for p in trade.list_payouts() if p.purpose == PayoutPurpose.GOODS}
    assert goods[trade.world.kuapa_id] == 1887


def test_what_is_owed_anew_before_stripe_has_spoken_waits_with_the_rest(trade: Trade) -> None:
    order = trade.place(trade.coffees(2), trade.cocoas(3))
    paid = trade.pay(order)
    trade.settle(order, replace(paid, balance=None))
    one_bar(trade, order)
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.scalar("select count(*) from payable_item where eligible_at is not null") == 0
    trade.settle(order, paid)
    assert trade.scalar("select count(*) from payable_item where eligible_at is null") == 0
    assert trade.scalar("select count(*) from payable_item where source = 'restored'") == 3


def test_what_is_owed_anew_falls_under_the_holds_that_stand(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    with trade.database.transaction() as session:
        hold_organisation(
            session,
            organisation_id=trade.world.kuapa_id,
            reason=HoldReason.MANUAL,
            note="",
            by=None,
            now=trade.now,
        )
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.CANCELLED
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == 0
    assert trade.balance(f"producer:{trade.world.kuapa_id}:held") == -1887


def paid_out_and_refunded(trade: Trade, order: str) -> Refund:
    """One bar refunded after all was paid out; nobody has asked Stripe for anything yet."""
    trade.mature()
    trade.run()
    trade.work()
    return one_bar(trade, order)


def test_refused_after_the_money_was_brought_back_it_is_owed_anew(trade: Trade, order: str) -> None:
    refund = paid_out_and_refunded(trade, order)
    trade.recover(refund.id)
    for operation in trade.operations("reversal"):
        trade.execute(operation)
    trade.refuse_next("create_refund")
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.CANCELLED
    kuapa = trade.world.kuapa_id
    assert trade.balance(f"producer:{kuapa}:payable") == -629
    assert trade.balance(f"premium:{kuapa}") == -12
    trade.run()
    trade.work()
    at_kuapa = [one for one in trade.stripe.transfers.values() if one.destination == "acct_kuapa"]
    assert sum(one.money.minor - one.reversed.minor for one in at_kuapa) == 1923


def test_refused_while_the_money_is_on_its_way_back(trade: Trade, order: str) -> None:
    """First the refund is refused, then one reversal succeeds and the other is refused: nobody gains or loses."""
    refund = paid_out_and_refunded(trade, order)
    trade.recover(refund.id)
    trade.refuse_next("create_refund")
    (asked,) = trade.operations("refund")
    trade.execute(asked)
    one, *others = trade.operations("reversal")
    trade.refuse_next("create_reversal")
    for operation in (*others, one):
        trade.execute(operation)
    trade.wait(days=7)
    for _ in range(3):
        trade.run()
        trade.work()
        trade.wait(days=7)
    kuapa = trade.world.kuapa_id
    at_kuapa = [one for one in trade.stripe.transfers.values() if one.destination == "acct_kuapa"]
    received = sum(one.money.minor - one.reversed.minor for one in at_kuapa)
    owed = -trade.balance(f"producer:{kuapa}:payable") - trade.balance(f"premium:{kuapa}")
    owes = trade.balance(f"producer:{kuapa}:receivable") + trade.balance(f"premium:{kuapa}:receivable")
    assert received + owed - owes == 1923


def test_refused_after_it_was_netted_it_is_owed_anew(trade: Trade, order: str) -> None:
    trade.stripe.emptied.add("acct_kuapa")
    refund = paid_out_and_refunded(trade, order)
    trade.recover(refund.id)
    for operation in trade.operations("reversal"):
        trade.execute(operation)
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    assert trade.scalar("select sum(netted_minor) from payout") == 641
    trade.refuse_next("create_refund")
    (asked,) = trade.operations("refund")
    trade.execute(asked)
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == -629
    trade.work()
    trade.run()
    trade.work()
    at_kuapa = [one for one in trade.stripe.transfers.values() if one.destination == "acct_kuapa"]
    assert sum(one.money.minor for one in at_kuapa) == 2 * 1923


def test_a_refund_that_came_to_nothing_brings_nothing_back(trade: Trade, order: str) -> None:
    """Stripe refuses before anybody has looked at what was paid out."""
    refund = paid_out_and_refunded(trade, order)
    trade.refuse_next("create_refund")
    (asked,) = trade.operations("refund")
    trade.execute(asked)
    assert trade.recover(refund.id) == 0
    assert trade.operations("reversal") == []
    assert trade.balance(f"producer:{trade.world.kuapa_id}:receivable") == 0
    other = one_bar(trade, order)
    assert trade.recover(refund.id) == 0, "nor what another refund is to bring back"
    assert trade.recover(other.id) == 3


def test_a_refund_is_never_sent_twice_however_its_answers_are_lost(trade: Trade, order: str) -> None:
    """An answer is lost after Stripe acted; the event tells us first; the next try finds it done."""
    refund = one_bar(trade, order)
    trade.lose_next_answer()
    trade.work()
    assert trade.read_refund(refund.id).state == RefundState.PENDING
    (made,) = trade.stripe.refunds.values()
    assert trade.tell("refund.created", made.id) == "refund sent"
    assert trade.tell("refund.updated", made.id) == "nothing new"
    trade.wait(hours=1)
    (asked,) = trade.operations("refund")
    trade.execute(asked)
    assert len(trade.stripe.refunds) == 1
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED


def test_looked_for_under_its_own_name_when_the_key_is_forgotten(trade: Trade, order: str) -> None:
    one_bar(trade, order)
    trade.lose_next_answer()
    trade.work()
    trade.stripe.by_key.clear()
    trade.wait(hours=25)
    (asked,) = trade.operations("refund")
    trade.execute(asked)
    assert len(trade.stripe.refunds) == 1


def test_a_refund_that_is_not_what_was_asked_is_never_booked(trade: Trade, order: str) -> None:
    refund = one_bar(trade, order)
    trade.lose_next_answer()
    trade.work()
    (made,) = trade.stripe.refunds.values()
    trade.stripe.turn_refund(made.id, "succeeded", money=trade.money(708))
    trade.wait(hours=1)
    (asked,) = trade.operations("refund")
    with pytest.raises(AnswerDiffers):
        trade.execute(asked)
    assert trade.read_refund(refund.id).state == RefundState.PENDING
    trade.stripe.turn_refund(made.id, "succeeded", money=trade.money(707))
    trade.wait(minutes=6)
    trade.execute(asked)


def test_a_refund_of_what_stripe_has_converted(trade: Trade) -> None:
    """Paid in euros, settled in dollars: what the exchange takes is the market's."""
    order = trade.place(trade.cocoas(3))
    trade.settle(order, trade.pay(order, settled=Money(2300, "USD")))
    refund = trade.refund(order, LineWish(trade.line(order), quantity=3))
    assert trade.read_refund(refund.id).amount_minor == 2121
    trade.stripe.settles_refunds_in = ("USD", 11, 10)
    trade.work()
    assert trade.balance("fx_difference", "EUR") == 0
    assert trade.balance("fx_difference", "USD") == 2333 - 2300
    assert trade.balance("stripe:available", "USD") == -2333
    fail(trade, refund.id)
    assert trade.balance("customer:credit") == -2121
    assert trade.balance("stripe:available", "USD") == 0
    assert trade.balance("fx_difference", "EUR") == 2121
    assert trade.balance("fx_difference", "USD") == -2300
