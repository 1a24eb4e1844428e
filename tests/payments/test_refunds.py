"""A refund takes from each part of the price what is its own, once, and never more than there is."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.ids import new_id
from market.ledger.accounts import held, receivable
from market.orders.errors import NoSuchOrderLine, NoSuchParcel
from market.payments.errors import NotRefundable, RefundKeyReused, RefundNamesTwice, RefundTooLarge
from market.payments.refunds.give_goodwill import give_goodwill
from market.payments.refunds.plan import LineWish, plan_all
from market.payments.refunds.queries import get_given_by_market, list_refunds, list_refunds_of_order
from models.enums import LiableParty, PartKind, PayoutPurpose, RefundKind, RefundState
from models.payments import Refund
from tests.sales import COFFEE_PARTS
from tests.trade import Trade


@pytest.fixture
def order(trade: Trade) -> str:
    """Two coffees for 29.88, three cocoa bars for 21.21, shipping 5.90; nothing paid out."""
    return trade.sell(trade.coffees(2), trade.cocoas(3), shipping=590)


def goodwill(trade: Trade, order_id: str, minor: int, key: str = "sorry") -> Refund:
    with trade.database.transaction() as session:
        return give_goodwill(
            session,
            order_id=order_id,
            key=key,
            money=trade.money(minor),
            reason="late",
            requested_by=None,
            now=trade.now,
        )


def state_of(trade: Trade, order_id: str) -> str:
    return str(trade.scalar("select state from customer_order where id = :id", id=order_id))


def test_a_unit_takes_from_what_is_owed_and_nobody_can_be_paid_it_any_more(trade: Trade, order: str) -> None:
    before = trade.balances()
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    after = trade.balances()
    kuapa, federation = trade.world.kuapa_id, trade.world.federation_id
    assert {code: minor - before.get(code, 0) for code, minor in after.items() if minor != before.get(code)} == {
        f"producer:{kuapa}:payable": 629,
        f"premium:{kuapa}": 12,
        "platform:fee_income": 56,
        f"federation:{federation}:dues_payable": 7,
        "solidarity:fund": 3,
        "refunds:in_transit": -707,
    }
    assert trade.stripe.refunds == {}, "nothing has left while the books were written"
    trade.work()
    sent = trade.stripe.refunds[trade.read_refund(refund.id).stripe_refund_id or ""]
    assert (sent.money.minor, sent.metadata["solifair_order"]) == (707, order)
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED
    trade.mature()
    trade.run()
    paid = {(payout.beneficiary_id, payout.purpose): payout.amount_minor for payout in trade.list_payouts()}
    assert paid[kuapa, PayoutPurpose.GOODS] == 1887 - 629
    assert paid[kuapa, PayoutPurpose.PREMIUM] == 36 - 12
    assert paid[federation, PayoutPurpose.DUES] == 50 - 7
    assert trade.balance("solidarity:fund") == -(25 - 3)


def test_unit_after_unit_comes_to_the_whole(trade: Trade, order: str) -> None:
    line = trade.line(order, 1)
    worth = [trade.refund(order, LineWish(line, quantity=1)).amount_minor for _ in range(3)]
    assert worth == [707, 707, 707]
    with pytest.raises(RefundTooLarge):
        trade.refund(order, LineWish(line, quantity=1))
    trade.work()
    assert trade.balance(f"producer:{trade.world.kuapa_id}:payable") == 0
    assert state_of(trade, order) == "paid"


def test_money_without_units_counts_against_the_last_units(trade: Trade, order: str) -> None:
    line = trade.line(order, 1)
    assert trade.refund(order, LineWish(line, minor=500)).amount_minor == 500
    assert trade.refund(order, LineWish(line, quantity=2)).amount_minor == 1414
    assert trade.refund(order, LineWish(line, quantity=1)).amount_minor == 2121 - 500 - 1414
    with pytest.raises(RefundTooLarge):
        trade.refund(order, LineWish(line, minor=1))


def test_units_and_their_money_can_be_named_together(trade: Trade, order: str) -> None:
    line = trade.line(order)
    refund = trade.refund(order, LineWish(line, quantity=2, minor=2988 - 500))
    assert refund.amount_minor == 2488
    assert trade.scalar("select quantity from refund_line where refund_id = :id", id=refund.id) == 2


def test_a_whole_line_and_a_parcels_shipping_need_no_amount(trade: Trade, order: str) -> None:
    refund = trade.refund(order, LineWish(trade.line(order)), parcel_ids=[trade.parcel(order)])
    assert refund.amount_minor == 2988 + 590
    again = trade.refund(order, LineWish(trade.line(order, 1)), parcel_ids=[trade.parcel(order)])
    assert again.amount_minor == 2121, "shipping goes back once"
    trade.work()
    assert state_of(trade, order) == "refunded"
    assert {code for code, minor in trade.balances().items() if minor} <= {
        "stripe:pending",
        "stripe:available",
        "stripe_fees",
    }


@pytest.mark.parametrize("minor", [0, -1, 2122])
def test_more_than_is_left_or_nothing_is_refused(trade: Trade, order: str, minor: int) -> None:
    with pytest.raises(RefundTooLarge) as refused:
        trade.refund(order, LineWish(trade.line(order, 1), minor=minor))
    assert refused.value.left_minor == 2121
    assert trade.scalar("select count(*) from refund") == 0


def test_what_is_not_of_this_order_is_unknown(trade: Trade, order: str) -> None:
    other = trade.sell(trade.coffees(2))
    with pytest.raises(NoSuchOrderLine):
        trade.refund(order, LineWish(trade.line(other)))
    with pytest.raises(NoSuchParcel):
        trade.refund(order, LineWish(trade.line(order)), parcel_ids=[trade.parcel(other)])


def test_a_line_or_parcel_is_named_once(trade: Trade, order: str) -> None:
    line, parcel = trade.line(order), trade.parcel(order)
    with pytest.raises(RefundNamesTwice):
        trade.refund(order, LineWish(line, quantity=1), LineWish(line, quantity=1))
    with pytest.raises(RefundNamesTwice):
        trade.refund(order, LineWish(line), parcel_ids=[parcel, parcel])
    assert trade.scalar("select count(*) from refund") == 0


def test_the_market_liable_pays_itself_and_the_producers_keep_theirs(trade: Trade) -> None:
    taxed = {**COFFEE_PARTS, PartKind.VAT: 164}
    order = trade.sell(trade.coffees(2, taxed))
    before = trade.balances()
    refund = trade.refund(order, LineWish(trade.line(order), quantity=1), liable=LiableParty.PLATFORM)
    assert refund.amount_minor == 3152 // 2
    after = trade.balances()
    assert {code: minor - before.get(code, 0) for code, minor in after.items() if minor != before.get(code)} == {
        "refunds_borne": 1576 - 82,
        "tax:FR": 82,
        "refunds:in_transit": -1576,
    }
    trade.work()
    trade.mature()
    trade.run()
    goods = next(payout for payout in trade.list_payouts() if payout.purpose == PayoutPurpose.GOODS)
    assert goods.amount_minor == 2624


def test_goodwill_is_the_markets_own(trade: Trade, order: str) -> None:
    before = trade.balances()
    refund = goodwill(trade, order, 500)
    after = trade.balances()
    assert {code: minor - before.get(code, 0) for code, minor in after.items() if minor != before.get(code)} == {
        "refunds_borne": 500,
        "refunds:in_transit": -500,
    }
    assert goodwill(trade, order, 500).id == refund.id, "the same key, the same refund"
    with pytest.raises(RefundKeyReused):
        goodwill(trade, order, 501)
    with pytest.raises(RefundTooLarge) as refused:
        goodwill(trade, order, 5200, key="more")
    assert refused.value.left_minor == 5699 - 500
    trade.work()
    assert trade.balance("stripe:available") == -500


def test_lines_after_goodwill_give_back_no_more_than_was_paid(trade: Trade, order: str) -> None:
    goodwill(trade, order, 3000)
    with pytest.raises(RefundTooLarge) as refused:
        trade.refund(order, LineWish(trade.line(order)))
    assert refused.value.left_minor == 2699
    trade.refund(order, LineWish(trade.line(order, 1)))
    trade.refund(order, LineWish(trade.line(order), minor=2699 - 2121))
    trade.work()
    assert state_of(trade, order) == "refunded"


def test_goods_that_come_back_are_for_sale_again(trade: Trade, order: str) -> None:
    assert trade.stock(trade.cocoa) == (997, 0)
    trade.refund(order, LineWish(trade.line(order, 1), quantity=2), restock=True)
    assert trade.stock(trade.cocoa) == (999, 0)
    trade.refund(order, LineWish(trade.line(order, 1), minor=10), restock=True)
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    assert trade.stock(trade.cocoa) == (999, 0), "money alone, and what is not fit to sell, puts nothing on the shelf"


def test_the_same_key_gives_the_same_refund(trade: Trade, order: str) -> None:
    wish = LineWish(trade.line(order, 1), quantity=1)
    one, again = (trade.refund(order, wish, key="k", restock=True) for _ in range(2))
    assert one.id == again.id
    assert trade.stock(trade.cocoa) == (998, 0)
    with pytest.raises(RefundKeyReused):
        trade.refund(order, wish, key="k", kind=RefundKind.RETURN)
    other = trade.sell(trade.cocoas(3))
    assert trade.refund(other, LineWish(trade.line(other)), key="k").id != one.id, "keys are an order's own"


def test_twenty_refunds_of_one_line_at_once(trade: Trade, order: str) -> None:
    line = trade.line(order, 1)

    def give(_: int) -> bool:
        try:
            trade.refund(order, LineWish(line, quantity=1), key=new_id("key"))
        except RefundTooLarge:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(give, range(20))) == 3
    trade.work()
    assert sum(refund.money.minor for refund in trade.stripe.refunds.values()) == 2121


def test_twenty_times_one_key_at_once(trade: Trade, order: str) -> None:
    wish = LineWish(trade.line(order, 1), quantity=1)
    with ThreadPoolExecutor(20) as pool:
        made = {refund.id for refund in pool.map(lambda _: trade.refund(order, wish, key="k"), range(20))}
    assert len(made) == 1
    trade.work()
    assert len(trade.stripe.refunds) == 1


def test_nothing_is_refunded_while_the_payment_is_disputed(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, money=trade.money(1000))
    with pytest.raises(NotRefundable):
        trade.refund(order, LineWish(trade.line(order), quantity=1))
    with pytest.raises(NotRefundable):
        goodwill(trade, order, 1)
    trade.close_dispute(dispute, is_won=True)
    assert trade.refund(order, LineWish(trade.line(order), quantity=1)).amount_minor == 1494


def test_an_inquiry_does_not_stand_in_the_way_of_a_refund(trade: Trade, order: str) -> None:
    trade.stripe.open_dispute(trade.payment_of(order), is_inquiry=True)
    trade.follow_dispute("dp_1")
    refund = trade.refund(order, LineWish(trade.line(order), quantity=1))
    taken = trade.rows(
        "select account_code from breakdown_part b join refund_part r on r.breakdown_part_id = b.id "
        "where r.refund_id = :id",
        id=refund.id,
    )
    assert len(taken) == 5
    assert trade.balance(held(PayoutPurpose.GOODS, trade.world.norandino_id).code) == -1312, "the rest is held"


def test_an_order_that_is_not_paid_has_nothing_to_give_back(trade: Trade) -> None:
    order = trade.place(trade.coffees(2))
    with pytest.raises(NotRefundable):
        trade.refund(order, LineWish(trade.line(order)))
    strange = trade.place(trade.coffees(2))
    trade.settle(strange, trade.pay(strange, received=100))
    with pytest.raises(NotRefundable):
        trade.refund(strange, LineWish(trade.line(strange)))


def test_what_is_held_is_given_back_from_what_is_held(trade: Trade, order: str) -> None:
    trade.do("update payable_item set eligible_at = eligible_at")
    trade.stripe.open_dispute(trade.payment_of(order), is_inquiry=True)
    trade.follow_dispute("dp_1")
    trade.refund(order, LineWish(trade.line(order), quantity=2))
    assert trade.balance(held(PayoutPurpose.GOODS, trade.world.norandino_id).code) == 0
    assert trade.balance(receivable(PayoutPurpose.GOODS, trade.world.norandino_id).code) == 0


def test_a_payment_that_stripe_does_not_know_gives_nothing_back(trade: Trade, order: str) -> None:
    trade.do("update payment set payment_intent_id = null")
    with pytest.raises(NotRefundable):
        trade.refund(order, LineWish(trade.line(order), quantity=1))
    assert trade.scalar("select count(*) from refund") == 0


def test_refunds_are_read_newest_first(trade: Trade, order: str) -> None:
    made = [trade.refund(order, LineWish(trade.line(order, 1), quantity=1)).id for _ in range(3)]
    (first, *_) = trade.operations("refund")
    trade.execute(first)
    with trade.database.reading() as session:
        assert [one.id for one in list_refunds_of_order(session, order)] == sorted(made)
        newest = list_refunds(session, state=None, before=None, limit=2)
        rest = list_refunds(session, state=None, before=newest[-1].id, limit=2)
        pending = list_refunds(session, state="pending", before=None, limit=9)
    assert [one.id for one in (*newest, *rest)] == sorted(made, reverse=True)
    assert len(pending) == 2


def test_what_the_market_gave_of_its_own_is_told_apart(trade: Trade, order: str) -> None:
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1), liable=LiableParty.PLATFORM)
    goodwill(trade, order, 300)
    with trade.database.reading() as session:
        assert get_given_by_market(session, order) == 707 + 300


def test_no_more_can_be_taken_of_all_parts_than_they_have(trade: Trade, order: str) -> None:
    with trade.database.reading() as session:
        assert plan_all(session, order_id=order, money=trade.money(5699)).money == trade.money(5699)
        for minor in (0, 5700):
            with pytest.raises(RefundTooLarge):
                plan_all(session, order_id=order, money=trade.money(minor))


def test_an_order_is_closed_when_all_of_it_has_left_not_when_it_was_promised(trade: Trade, order: str) -> None:
    """Two refunds are asked for; Stripe sends the first and refuses the second: the second can be asked for again."""
    trade.refund(order, LineWish(trade.line(order)), parcel_ids=[trade.parcel(order)])
    second = trade.refund(order, LineWish(trade.line(order, 1)))
    first, other = trade.operations("refund")
    trade.execute(first)
    assert state_of(trade, order) == "paid"
    trade.refuse_next("create_refund")
    trade.execute(other)
    assert trade.read_refund(second.id).state == RefundState.CANCELLED
    assert state_of(trade, order) == "paid"
    trade.refund(order, LineWish(trade.line(order, 1)))
    trade.work()
    assert state_of(trade, order) == "refunded"
    with pytest.raises(NotRefundable):
        trade.refund(order, LineWish(trade.line(order, 1)))
