"""A buyer's bank takes money back: who waits, who bears it, and that the books say what the bank did."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from gateways.stripe import FraudWarningFact
from kit.money import Money
from market.earnings.errors import HoldIsReleased, NoSuchHold
from market.earnings.hold import release_hold
from market.payments.disputes.charge_dispute import charge_dispute
from market.payments.disputes.queries import list_disputes
from market.payments.disputes.rules import is_open, is_stale, may_be_charged, movements_of
from market.payments.errors import NoSuchDispute, WrongDisputeStep
from market.payments.refunds.plan import LineWish
from models.enums import LiableParty
from models.payments import Dispute
from tests.trade import Trade

PRODUCER, PLATFORM = LiableParty.PRODUCER, LiableParty.PLATFORM


@pytest.fixture
def order(trade: Trade) -> str:
    """51.09 paid and due: 29.88 for coffee, 21.21 for cocoa."""
    order_id = trade.sell(trade.coffees(2), trade.cocoas(3))
    trade.mature()
    return order_id


def charge(trade: Trade, stripe_dispute_id: str, to: LiableParty = PRODUCER) -> Dispute:
    dispute = trade.read_dispute(stripe_dispute_id)
    with trade.database.transaction() as session:
        return charge_dispute(session, dispute_id=dispute.id, to=to, reason="never sent", by=None, now=trade.now)


def alerts(trade: Trade) -> list[str]:
    return [str(row[0]) for row in trade.rows("select sentence from alert where resolved_at is null order by id")]


def held(trade: Trade) -> int:
    """All that is held of anybody."""
    return -sum(minor for code, minor in trade.balances().items() if code.endswith(":held"))


@pytest.mark.parametrize("status", ["needs_response", "under_review", "warning_needs_response", "warning_under_review"])
def test_an_open_dispute(status: str) -> None:
    assert is_open(status)
    assert is_stale("won", status) and is_stale("lost", status)
    assert not is_stale("warning_closed", status) and not is_stale("", status)


@pytest.mark.parametrize("status", ["won", "lost", "warning_closed", "prevented"])
def test_a_closed_dispute(status: str) -> None:
    assert not is_open(status)
    assert not is_stale("lost", status)


def test_only_a_lost_dispute_about_the_goods_can_be_laid_at_a_producers_door() -> None:
    for reason in ("product_not_received", "product_unacceptable"):
        assert may_be_charged("lost", reason)
        assert not may_be_charged("won", reason) and not may_be_charged("needs_response", reason)
    for reason in ("fraudulent", "duplicate", "general", "credit_not_processed"):
        assert not may_be_charged("lost", reason)


def test_a_disputes_movements_are_told_apart_by_their_sign() -> None:
    moved = movements_of([(-4992, 2000), (4992, -2000), (-8, 0)])
    assert (moved.withdrawn_minor, moved.withdrawal_fee_minor) == (5000, 2000)
    assert (moved.reinstated_minor, moved.reinstatement_fee_minor) == (4992, -2000)
    assert movements_of([]).withdrawn_minor == 0


def test_while_it_is_open_nothing_of_the_order_is_paid_out(trade: Trade, order: str) -> None:
    other = trade.sell(trade.coffees(2))
    trade.mature()
    trade.dispute(order)
    assert held(trade) == 2624 + 88 + 1887 + 36 + 50
    trade.run()
    paid = sum(payout.amount_minor for payout in trade.list_payouts())
    assert paid == 2624 + 88 + 29, "only the other order's"
    assert trade.balance("dispute:receivable") == 5109
    assert len(alerts(trade)) == 1 and order in alerts(trade)[0] and "2026-" in alerts(trade)[0]
    assert trade.scalar("select state from customer_order where id = :id", id=other) == "paid"


def test_told_again_and_by_many_at_once_it_is_booked_once(trade: Trade, order: str) -> None:
    dispute = trade.stripe.open_dispute(trade.payment_of(order))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: trade.follow_dispute(dispute.id), range(16)))
    assert trade.scalar("select count(*) from dispute") == 1
    assert trade.scalar("select count(*) from hold") == 1
    assert trade.balance("dispute:receivable") == 5109


def test_won_everything_is_as_before_but_for_stripes_fee(trade: Trade, order: str) -> None:
    before = trade.balances()
    dispute = trade.dispute(order)
    trade.close_dispute(dispute, is_won=True)
    after = trade.balances()
    assert {code: minor - before.get(code, 0) for code, minor in after.items() if minor != before.get(code)} == {
        "stripe_fees": 2000,
        "stripe:available": -2000,
    }
    assert alerts(trade) == []
    trade.run()
    assert trade.scalar("select count(*) from payout") == 5


def test_the_news_in_the_wrong_order(trade: Trade, order: str) -> None:
    """The first that is heard of it is its end; what comes afterwards is older, and changes nothing."""
    opened = trade.stripe.open_dispute(trade.payment_of(order))
    trade.stripe.close_dispute(opened.id, is_won=True)
    assert trade.follow_dispute(opened.id) == "dispute won"
    ended = trade.stripe.disputes[opened.id]
    trade.stripe.disputes[opened.id] = opened
    assert trade.follow_dispute(opened.id) == "nothing new"
    trade.stripe.disputes[opened.id] = ended
    assert trade.follow_dispute(opened.id) == "nothing new"
    assert trade.read_dispute(opened.id).status == "won"
    assert held(trade) == 0
    assert trade.balance("dispute:receivable") == 0


def test_fraud_that_is_lost_is_the_markets_loss(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order)
    trade.close_dispute(dispute, is_won=False)
    assert trade.balance("dispute_loss") == 5109
    assert held(trade) == 0
    assert trade.read_dispute(dispute).charged_to == PLATFORM
    with pytest.raises(WrongDisputeStep):
        charge(trade, dispute)
    trade.run()
    assert trade.scalar("select count(*) from payout") == 5, "the producers are paid"


def test_about_the_goods_it_waits_for_somebody_to_say_who_bears_it(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    assert held(trade) > 0
    assert "say who bears it" in alerts(trade)[0]
    charged = charge(trade, dispute)
    assert charged.charged_to == PRODUCER
    assert alerts(trade) == []
    assert held(trade) == 0
    assert trade.balance("dispute_loss") == 0
    for account in (f"producer:{trade.world.kuapa_id}:payable", f"premium:{trade.world.norandino_id}"):
        assert trade.balance(account) == 0, "nothing of it is owed any more"
    trade.run()
    assert trade.scalar("select count(*) from payout") == 0
    assert charge(trade, dispute).refund_id == charged.refund_id, "once"
    with pytest.raises(WrongDisputeStep):
        charge(trade, dispute, PLATFORM)


def test_borne_by_the_market_the_producers_are_paid(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, reason="product_unacceptable")
    trade.close_dispute(dispute, is_won=False)
    assert charge(trade, dispute, PLATFORM).refund_id is None
    assert trade.balance("dispute_loss") == 5109
    trade.run()
    assert trade.scalar("select count(*) from payout") == 5


def test_charged_after_it_was_paid_out_it_is_brought_back(trade: Trade, order: str) -> None:
    trade.run()
    trade.work()
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    charge(trade, dispute)
    trade.work()
    assert sum(one.money.minor for one in trade.stripe.reversals.values()) == 2624 + 88 + 1887 + 36 + 50
    assert trade.balance("dispute_loss") == 0
    assert not [code for code in trade.balances() if code.endswith(":receivable")]


def test_a_part_of_the_payment_takes_a_part_of_each_share(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, money=trade.money(1000), reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    charge(trade, dispute)
    shares = dict(
        trade.rows(
            "select kind, sum(r.amount_minor)::int from refund_part r join breakdown_part b "
            "on b.id = r.breakdown_part_id group by kind"
        )
    )
    assert sum(shares.values()) == 1000
    assert shares["producer"] == pytest.approx(1000 * 4511 / 5109, abs=2)


def test_what_went_back_before_is_not_borne_twice(trade: Trade, order: str) -> None:
    """A bar was refunded, and then the bank takes the whole payment."""
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    charge(trade, dispute)
    assert trade.balance("dispute_loss") == 707, "what the producers cannot bear"
    assert trade.scalar("select amount_minor from refund where kind = 'dispute'") == 5109 - 707


def test_when_nothing_is_left_there_is_nothing_to_charge(trade: Trade, order: str) -> None:
    trade.refund(order, LineWish(trade.line(order)), LineWish(trade.line(order, 1)))
    trade.work()
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    assert charge(trade, dispute).refund_id is None
    assert trade.balance("dispute_loss") == 5109


def test_an_inquiry_moves_no_money_and_may_become_a_dispute(trade: Trade, order: str) -> None:
    inquiry = trade.stripe.open_dispute(trade.payment_of(order), is_inquiry=True)
    before = trade.balance("stripe:available")
    trade.follow_dispute(inquiry.id)
    assert trade.balance("stripe:available") == before
    assert held(trade) > 0
    trade.stripe.disputes[inquiry.id] = replace(inquiry, status="warning_closed")
    trade.follow_dispute(inquiry.id)
    assert held(trade) == 0
    taken = trade.stripe.open_dispute(trade.payment_of(order))
    trade.stripe.disputes[inquiry.id] = replace(taken, id=inquiry.id)
    del trade.stripe.disputes[taken.id]
    trade.follow_dispute(inquiry.id)
    assert trade.balance("dispute:receivable") == 5109
    assert held(trade) > 0


def test_a_bank_that_changes_its_mind_after_all(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order)
    trade.close_dispute(dispute, is_won=False)
    trade.close_dispute(dispute, is_won=True)
    assert trade.balance("dispute_loss") == 0
    assert trade.read_dispute(dispute).charged_to is None
    assert trade.read_dispute(dispute).status == "won"


def test_won_after_the_producers_bore_it_a_person_has_to_put_it_right(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    charge(trade, dispute)
    trade.close_dispute(dispute, is_won=True)
    assert "give them back what they bore" in alerts(trade)[0]
    assert trade.read_dispute(dispute).charged_to == PRODUCER


def test_a_dispute_of_what_stripe_converted_is_booked_in_what_it_took(trade: Trade) -> None:
    order = trade.place(trade.cocoas(3))
    trade.settle(order, trade.pay(order, settled=Money(2300, "USD")))
    fact = trade.stripe.open_dispute(trade.payment_of(order), money=Money(2350, "USD"))
    trade.stripe.disputes[fact.id] = replace(fact, money=trade.money(2121), is_charge_refundable=True)
    trade.follow_dispute(fact.id)
    assert trade.balance("dispute:receivable", "USD") == 2350
    assert trade.left_of(order) == trade.money(0), "all of the buyer's euros are in dispute"
    trade.close_dispute(fact.id, is_won=False)
    assert trade.balance("dispute_loss", "USD") == 2350


def test_a_dispute_or_warning_about_a_charge_that_is_not_ours(trade: Trade, order: str) -> None:
    fact = trade.stripe.open_dispute(trade.payment_of(order))
    del trade.stripe.transactions[list(trade.stripe.transactions)[-1]]
    trade.stripe.disputes[fact.id] = replace(fact, charge_id="ch_strange")
    assert trade.follow_dispute(fact.id) == "not a payment of ours"
    trade.stripe.warnings["issfr_1"] = FraudWarningFact("issfr_1", "ch_strange", True, "misc")
    assert trade.tell("radar.early_fraud_warning.created", "issfr_1") == "not a payment of ours"
    assert trade.scalar("select count(*) from hold") == 0


def test_an_open_dispute_is_not_decided(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, reason="product_not_received")
    with pytest.raises(WrongDisputeStep):
        charge(trade, dispute)


def test_disputes_are_read_newest_first(trade: Trade, order: str) -> None:
    other = trade.sell(trade.coffees(2))
    made = [trade.read_dispute(trade.dispute(one)).id for one in (order, other)]
    with trade.database.reading() as session:
        (newest,) = list_disputes(session, before=None, limit=1)
        rest = list_disputes(session, before=newest.id, limit=5)
    assert [newest.id, *(one.id for one in rest)] == sorted(made, reverse=True)


def test_nobody_decides_about_a_dispute_that_is_not_there(trade: Trade) -> None:
    with pytest.raises(NoSuchDispute), trade.database.transaction() as session:
        charge_dispute(session, dispute_id="dsp_none", to=PLATFORM, reason="", by=None, now=trade.now)


def test_a_warning_of_fraud_holds_until_a_person_has_looked(trade: Trade, order: str) -> None:
    charge_id = trade.payment_of(order).charge_id or ""
    trade.stripe.warnings["issfr_1"] = FraudWarningFact("issfr_1", charge_id, True, "made_with_stolen_card")
    assert trade.tell("radar.early_fraud_warning.created", "issfr_1") == "held for a fraud warning"
    assert held(trade) > 0
    assert "made_with_stolen_card" in alerts(trade)[0]
    hold_id = str(trade.scalar("select id from hold"))
    with trade.database.transaction() as session:
        released = release_hold(session, hold_id=hold_id, note="the buyer called", by=None, now=trade.now)
    assert released.release_note == "the buyer called"
    assert trade.tell("radar.early_fraud_warning.updated", "issfr_1") == "nothing new"
    assert held(trade) == 0, "what a person has freed is not held again for the same reason"
    with pytest.raises(HoldIsReleased), trade.database.transaction() as session:
        release_hold(session, hold_id=hold_id, note="again", by=None, now=trade.now)
    with pytest.raises(NoSuchHold), trade.database.transaction() as session:
        release_hold(session, hold_id="hld_none", note="", by=None, now=trade.now)


def test_twenty_who_charge_it_at_once_charge_it_once(trade: Trade, order: str) -> None:
    dispute = trade.dispute(order, reason="product_not_received")
    trade.close_dispute(dispute, is_won=False)
    with ThreadPoolExecutor(10) as pool:
        charging = [pool.submit(charge, trade, dispute) for _ in range(10)]
        following = [pool.submit(trade.follow_dispute, dispute) for _ in range(10)]
        assert {future.result(timeout=30).charged_to for future in charging} == {PRODUCER}
        assert {future.result(timeout=30) for future in following} == {"nothing new"}
    assert trade.scalar("select count(*) from refund where kind = 'dispute'") == 1
