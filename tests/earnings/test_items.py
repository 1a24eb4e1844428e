"""What a paid order has earned whom, and from when it may be paid."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from market.earnings import queries
from market.earnings.earn import earn
from market.payments.refunds.plan import LineWish
from models.enums import PartKind, PayableSource, PayoutPurpose
from tests.sales import COFFEE_PARTS
from tests.trade import TERMS, Trade


def items(trade: Trade) -> set[tuple[object, ...]]:
    """(beneficiary, purpose, source, amount) of everything earned."""
    return set(trade.rows("select beneficiary_id, purpose, source, amount_minor from payable_item"))


def eligible(trade: Trade) -> set[object]:
    return {row[0] for row in trade.rows("select eligible_at from payable_item")}


def arrive(trade: Trade, parcel_id: str, eligible_at: datetime) -> None:
    with trade.database.transaction() as session:
        queries.mark_delivered(session, parcel_id=parcel_id, eligible_at=eligible_at)


def test_goods_and_premium_by_the_line_dues_by_the_order_and_the_fund_keeps_its_share(trade: Trade) -> None:
    trade.sell(trade.coffees(2), trade.cocoas(3))
    world = trade.world
    assert items(trade) == {
        (world.norandino_id, "goods", "line", 2624),
        (world.norandino_id, "premium", "line", 88),
        (world.kuapa_id, "goods", "line", 1887),
        (world.kuapa_id, "premium", "line", 36),
        (world.federation_id, "dues", "order", 29 + 21),
    }
    assert trade.balance("solidarity:fund") == -(15 + 10)


def test_a_top_up_to_the_minimum_price_is_earned_with_the_goods(trade: Trade) -> None:
    parts = {**COFFEE_PARTS, PartKind.MINIMUM_PRICE_TOPUP: 117, PartKind.MINIMUM_PRICE_SUBSIDY: -117}
    trade.sell(trade.coffees(2, parts))
    assert trade.scalar("select amount_minor from payable_item where purpose = 'goods'") == 2624 + 117
    assert trade.balance("min_price_topup") == 117


def test_what_nobody_gets_is_no_item(trade: Trade) -> None:
    parts = {PartKind.PRODUCER: 1000, PartKind.PREMIUM: 0, PartKind.VAT: 55, PartKind.MARKET_FEE: 80}
    trade.sell(trade.coffees(2, parts))
    assert {row[1] for row in items(trade)} == {"goods"}


def test_said_twice_it_is_earned_once(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2))
    before = items(trade)
    with trade.database.transaction() as session:
        again = earn(session, order_id=order, currency="EUR", earned_at=trade.now, eligible_at=None, now=trade.now)
    assert again == []
    assert items(trade) == before


def test_nothing_may_leave_before_stripe_says_when_its_money_can_be_used(trade: Trade) -> None:
    order = trade.place(trade.coffees(2))
    paid = trade.pay(order)
    assert trade.settle(order, replace(paid, balance=None)) == "paid"
    assert eligible(trade) == {None}
    assert trade.settle(order, replace(paid, balance=None)) == "waiting for the balance"
    trade.wait(days=30)
    assert trade.run().payouts == 0
    assert trade.settle(order, paid) == "balance noted"
    assert eligible(trade) == {trade.now - timedelta(days=23)}, "seven days after it was paid"
    assert trade.settle(order, paid) == "already settled"
    assert trade.run().payouts == 3


def test_a_parcel_that_arrives_brings_its_own_lines_forward(trade: Trade) -> None:
    """Without news producers wait thirty days; with the parcel's arrival seven from then, never before the funds."""
    trade.terms = replace(TERMS, undelivered=timedelta(days=30))
    order = trade.sell(trade.coffees(2), trade.cocoas(3))
    paid_at = trade.now
    assert eligible(trade) == {paid_at + timedelta(days=30)}
    trade.wait(days=3)
    arrive(trade, trade.parcel(order), trade.now + timedelta(days=7))
    rows = dict(trade.rows("select beneficiary_id, max(eligible_at) from payable_item group by 1"))
    assert rows[trade.world.norandino_id] == paid_at + timedelta(days=10)
    assert rows[trade.world.kuapa_id] == paid_at + timedelta(days=30), "the other parcel is still on its way"
    assert rows[trade.world.federation_id] == paid_at + timedelta(days=30)
    trade.wait(days=25)
    arrive(trade, trade.parcel(order, 1), trade.now + timedelta(days=7))
    later = dict(trade.rows("select beneficiary_id, max(eligible_at) from payable_item group by 1"))
    assert later[trade.world.kuapa_id] == paid_at + timedelta(days=30), "late news delays nobody"


def test_an_arrival_never_lets_money_leave_before_it_can_be_used(trade: Trade) -> None:
    order = trade.sell(trade.coffees(2))
    arrive(trade, trade.parcel(order), trade.now - timedelta(days=9))
    usable_at = trade.payment_of(order).balance
    assert usable_at is not None
    rows = dict(trade.rows("select purpose, eligible_at from payable_item"))
    assert rows["goods"] == rows["premium"] == usable_at.available_at


def test_reductions_say_which_refund_they_are_of(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    refund = trade.refund(order, LineWish(trade.line(order), quantity=1))
    rows = trade.rows(
        "select i.purpose, r.refund_id, r.amount_minor from payable_reduction r "
        "join payable_item i on i.id = r.payable_item_id order by r.amount_minor"
    )
    assert rows == [
        ("dues", refund.id, 7),
        ("premium", refund.id, 12),
        ("goods", refund.id, 629),
    ]


def test_what_is_owed_back_is_asked_by_purpose_and_organisation(trade: Trade) -> None:
    order = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    kuapa = trade.world.kuapa_id
    places = [(PayoutPurpose.GOODS, kuapa), (PayoutPurpose.PREMIUM, kuapa), (PayoutPurpose.DUES, kuapa)]
    with trade.database.transaction() as session:
        assert queries.find_receivables(session, places, "EUR") == {places[0]: 629, places[1]: 12}
        assert queries.find_receivables(session, places, "USD") == {}
        queries.insert_items(session, [], source=PayableSource.RESTORED, order_id=order, now=trade.now)
        assert session.execute(text("select count(*) from payable_item where source = 'restored'")).scalar_one() == 0
