"""Money that waits: of one order, of an organisation, under several reasons at once; and that all of it is freed."""

import pytest

from market.earnings.errors import HoldIsReleased, NoSuchHold
from market.earnings.hold import hold_order, hold_organisation, release_hold, release_if_held
from market.earnings.queries import HoldFact, list_holds
from market.payments.refunds.plan import LineWish
from models.enums import HoldReason, PayoutPurpose, PayoutRail, PayoutState
from tests.trade import Trade


def on_order(trade: Trade, order_id: str, key: str = "look", reason: HoldReason = HoldReason.MANUAL) -> HoldFact:
    with trade.database.transaction() as session:
        return hold_order(session, order_id=order_id, reason=reason, key=key, note="a look", by=None, now=trade.now)


def on_kuapa(trade: Trade, reason: HoldReason = HoldReason.CERTIFICATE_LAPSED) -> HoldFact:
    with trade.database.transaction() as session:
        return hold_organisation(
            session, organisation_id=trade.world.kuapa_id, reason=reason, note="lapsed", by=None, now=trade.now
        )


def release(trade: Trade, hold: HoldFact) -> HoldFact:
    with trade.database.transaction() as session:
        return release_hold(session, hold_id=hold.id, note="all well", by=None, now=trade.now)


def of_kuapa(trade: Trade, side: str = "payable") -> int:
    return -trade.balance(f"producer:{trade.world.kuapa_id}:{side}")


@pytest.fixture
def order(trade: Trade) -> str:
    return trade.sell(trade.coffees(2), trade.cocoas(3))


def test_everything_an_order_has_earned_waits_and_is_freed(trade: Trade, order: str) -> None:
    before = trade.balances()
    hold = on_order(trade, order)
    assert hold.reason is HoldReason.MANUAL
    assert sum(-minor for code, minor in trade.balances().items() if code.endswith(":held")) == 2712 + 1923 + 50
    trade.mature()
    assert trade.run().payouts == 0
    released = release(trade, hold)
    assert (released.released_at, released.release_note) == (trade.now, "all well")
    assert {code: minor for code, minor in trade.balances().items() if "stripe" not in code} == {
        code: minor for code, minor in before.items() if "stripe" not in code
    }
    assert trade.run().payouts == 5


def test_the_same_key_holds_once_and_another_after_it_was_released(trade: Trade, order: str) -> None:
    one, again = on_order(trade, order), on_order(trade, order)
    assert one.id == again.id
    release(trade, one)
    anew = on_order(trade, order)
    assert anew.id != one.id
    with trade.database.reading() as session:
        assert [hold.id for hold in list_holds(session, open_only=False, before=None, limit=9)] == [anew.id, one.id]
        assert [hold.id for hold in list_holds(session, open_only=True, before=None, limit=9)] == [anew.id]
        assert [hold.id for hold in list_holds(session, open_only=False, before=anew.id, limit=9)] == [one.id]


def test_an_organisation_on_hold_waits_with_all_it_will_earn(trade: Trade, order: str) -> None:
    hold = on_kuapa(trade)
    assert (of_kuapa(trade), of_kuapa(trade, "held")) == (0, 1887)
    trade.sell(trade.cocoas(3))
    assert (of_kuapa(trade), of_kuapa(trade, "held")) == (0, 2 * 1887)
    trade.mature()
    trade.run()
    assert {payout.beneficiary_id for payout in trade.list_payouts()}.isdisjoint({trade.world.kuapa_id})
    release(trade, hold)
    trade.run()
    paid = {
        payout.purpose: payout.amount_minor
        for payout in trade.list_payouts()
        if payout.beneficiary_id == trade.world.kuapa_id
    }
    assert paid == {PayoutPurpose.GOODS: 2 * 1887, PayoutPurpose.PREMIUM: 72}


@pytest.mark.parametrize("order_first", [True, False])
def test_what_two_holds_stand_over_waits_until_both_are_gone(trade: Trade, order: str, order_first: bool) -> None:
    on_the_order, on_the_producer = on_order(trade, order), on_kuapa(trade)
    first, second = (on_the_order, on_the_producer) if order_first else (on_the_producer, on_the_order)
    release(trade, first)
    assert (of_kuapa(trade), of_kuapa(trade, "held")) == (0, 1887)
    assert (trade.balance(f"producer:{trade.world.norandino_id}:payable") == -2624) is order_first
    release(trade, second)
    assert (of_kuapa(trade), of_kuapa(trade, "held")) == (1887, 0)


def test_two_holds_on_one_order_for_two_reasons(trade: Trade, order: str) -> None:
    one, other = on_order(trade, order, "a"), on_order(trade, order, "b", HoldReason.FRAUD_WARNING)
    release(trade, one)
    assert of_kuapa(trade, "held") == 1887
    release(trade, other)
    assert of_kuapa(trade, "held") == 0


def test_a_hold_over_nothing_is_placed_and_released_all_the_same(trade: Trade) -> None:
    order = trade.place(trade.cocoas(3))
    hold = on_order(trade, order)
    assert trade.scalar("select count(*) from journal") == 0
    release(trade, hold)
    with pytest.raises(HoldIsReleased):
        release(trade, hold)
    with pytest.raises(NoSuchHold), trade.database.transaction() as session:
        release_hold(session, hold_id="hld_none", note="", by=None, now=trade.now)


def test_freed_by_its_key_if_it_stands(trade: Trade, order: str) -> None:
    on_order(trade, order, "dispute:dp_1")
    for expected in (True, False):
        with trade.database.transaction() as session:
            assert release_if_held(session, key="dispute:dp_1", note="won", now=trade.now) is expected
    assert of_kuapa(trade) == 1887


def test_what_a_payout_has_claimed_is_not_held_until_the_payout_lets_it_go(trade: Trade, order: str) -> None:
    trade.mature()
    trade.run()
    hold = on_kuapa(trade)
    assert of_kuapa(trade, "held") == 0
    for operation in trade.operations("transfer"):
        trade.refuse_next("create_transfer")
        trade.execute(operation)
    assert {payout.state for payout in trade.list_payouts()} == {PayoutState.FAILED}
    assert of_kuapa(trade) == 1887
    assert trade.run().payouts == 3, "the others are paid anew; Kuapa's falls under the hold"
    assert (of_kuapa(trade), of_kuapa(trade, "held")) == (0, 1887)
    release(trade, hold)
    assert trade.run().payouts == 2


def test_refunds_of_what_is_held_leave_the_rest_to_be_freed(trade: Trade, order: str) -> None:
    hold = on_order(trade, order)
    trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.refund(order, LineWish(trade.line(order), quantity=2))
    release(trade, hold)
    assert of_kuapa(trade) == 1887 - 629
    assert trade.balance(f"producer:{trade.world.norandino_id}:payable") == 0


def test_all_refunded_while_it_is_held_nothing_is_left_to_free(trade: Trade, order: str) -> None:
    hold = on_order(trade, order)
    trade.refund(order, LineWish(trade.line(order)), LineWish(trade.line(order, 1)))
    release(trade, hold)
    assert trade.scalar("select count(*) from journal where kind = 'hold_released'") == 0
    assert trade.scalar("select count(*) from payable_item where hold_id is not null") == 0


def test_an_account_in_another_currency_does_not_free_what_is_held(trade: Trade, order: str) -> None:
    trade.add_account(trade.world.kuapa_id, PayoutRail.MANUAL_BANK, currency="USD")
    on_kuapa(trade)
    trade.mature()
    trade.run()
    assert of_kuapa(trade, "held") == 1887
