"""Every event of an order's life is brought fifty times at once, mixed up with the others, and then fifty times more.
Stripe is told each time that we have it; what it is about happens once."""

from typing import Any

import pytest

from tests.faults.shaken import Shaken
from tests.faults.stripe_post import deliver, undelivered
from tests.faults.truth import assert_right

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_TIMES = 50
# Whatever an event may bring about leaves a row in one of these, or changes a sum.
_EFFECTS = """
    select (select count(*) from journal) as journals, (select count(*) from posting) as postings,
           (select coalesce(sum(abs(balance_minor)), 0) from ledger_account) as balances,
           (select count(*) from payable_item) as items, (select sum(reduced_minor) from payable_item) as reduced,
           (select count(*) from payout) as payouts, (select count(*) from stripe_operation) as operations,
           (select count(*) from refund) as refunds, (select count(*) from transfer_reversal) as reversals,
           (select count(*) from dispute) as disputes, (select count(*) from hold) as holds,
           (select count(*) from alert) as alerts, (select count(*) from bank_payout) as bank_payouts,
           (select string_agg(state, ',' order by id) from customer_order) as orders,
           (select string_agg(state, ',' order by id) from payment) as payments,
           (select string_agg(state, ',' order by id) from refund) as refund_states,
           (select sum(on_hand) from stock) as on_hand, (select sum(reserved) from stock) as reserved
"""


class Life:
    """An order's life in chapters, of which the market learns by our deliveries alone."""

    def __init__(self, market: Shaken):
        self._market = market
        self.told: list[str] = []
        market.lose_events("*")

    def tell(self) -> None:
        """Deliver what has happened since, fifty times at once, and let it be handled; then fifty times again."""
        market = self._market
        events = undelivered(market)
        assert events
        self.told += [event["type"] for event in events]
        assert set(deliver(market, events, times=_TIMES)) == {200}
        market.heal()
        self._assert_stored(events, _TIMES)
        before = market.rows(_EFFECTS)
        assert set(deliver(market, events, times=_TIMES)) == {200}
        market.heal()
        self._assert_stored(events, 2 * _TIMES)
        assert market.rows(_EFFECTS) == before

    def _assert_stored(self, events: list[dict[str, Any]], deliveries: int) -> None:
        """Each that often; once more where the schedule fetched meanwhile what had never come."""
        for event in events:
            stored = (
                "select deliveries - cast(:told as int) in (0, 1), handled_at is not null, last_error "
                "from stripe_event where id = :id"
            )
            assert self._market.rows(stored, id=event["id"], told=deliveries) == [(True, True, None)], event["type"]


def test_a_life_told_a_hundred_times(market: Shaken) -> None:
    life = Life(market)
    bought = market.buy(dict.fromkeys(market.things, 1), method="pm_card_bypassPending")
    life.tell()
    order = bought["order_id"]
    assert market.order(bought)["state"] == "paid"
    paid = "select count(*) from journal where order_id = :id and kind = 'order_paid'"
    assert market.scalar(paid, id=order) == 1

    market.wait_until_due(order)
    run_id = market.run_payouts()
    market.heal()
    life.tell()
    assert set(market.payouts_of(run_id).values()) == {"paid"}

    market.refund(order)
    market.heal()
    life.tell()
    assert market.rows("select state from refund where order_id = :id", id=order) == [("succeeded",)]

    charge = market.scalar("select charge_id from payment where order_id = :id", id=order)
    dispute = market.control("disputes", {"charge": charge})
    life.tell()
    market.control(f"disputes/{dispute['id']}/close", {"is_won": False})
    life.tell()
    assert market.rows("select status from dispute where order_id = :id", id=order) == [("lost",)]

    market.control("fraud_warnings", {"charge": charge})
    account = market.world.kuapa_id
    market.restrict(account)
    life.tell()
    market.readmit(account)
    life.tell()

    expected = {
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "transfer.created",
        "transfer.reversed",
        "charge.refunded",
        "refund.created",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "radar.early_fraud_warning.created",
        "account.updated",
        "capability.updated",
    }
    assert expected <= set(life.told), expected - set(life.told)
    market.lose_events()
    market.catch_up()
    assert_right(market)
