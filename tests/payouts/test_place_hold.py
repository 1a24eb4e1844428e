"""An operator lets money wait: of one order or of one organisation, never of both or of nobody's."""

import pytest

from market.accounts.errors import NoSuchOrganisation
from market.earnings.queries import HoldFact
from market.orders.errors import NoSuchOrder
from market.payouts.holds.errors import HoldNeedsOneSubject
from market.payouts.holds.place_hold import place_hold
from models.enums import HoldReason
from tests.trade import Trade


def place(trade: Trade, *, order_id: str | None = None, organisation_id: str | None = None) -> HoldFact:
    with trade.database.transaction() as session:
        return place_hold(
            session, order_id=order_id, organisation_id=organisation_id, note="mould?", by=None, now=trade.now
        )


def held(trade: Trade) -> dict[str, int]:
    return {code: minor for code, minor in trade.balances().items() if code.endswith(":held")}


def test_what_an_order_earned_waits_under_one_hold(trade: Trade) -> None:
    order_id, other = trade.sell(trade.cocoas(3)), trade.sell(trade.cocoas(3))
    first, second = (place(trade, order_id=order_id) for _ in range(2))
    assert first == second
    assert (first.reason, first.order_id, first.organisation_id, first.note) == (
        HoldReason.MANUAL,
        order_id,
        None,
        "mould?",
    )
    assert held(trade)[f"producer:{trade.world.kuapa_id}:held"] == -1887
    assert place(trade, order_id=other).id != first.id
    assert held(trade)[f"producer:{trade.world.kuapa_id}:held"] == -2 * 1887
    trade.assert_in_order()


def test_all_that_an_organisation_has_coming_waits_by_its_slug_too(trade: Trade) -> None:
    trade.sell(trade.coffees(2), trade.cocoas(3))
    placed = place(trade, organisation_id="kuapa")
    assert (placed.organisation_id, placed.order_id) == (trade.world.kuapa_id, None)
    assert set(held(trade)) == {f"producer:{trade.world.kuapa_id}:held", f"premium:{trade.world.kuapa_id}:held"}
    trade.sell(trade.cocoas(3))
    assert held(trade)[f"producer:{trade.world.kuapa_id}:held"] == -2 * 1887, "what comes later waits as well"
    trade.assert_in_order()


def test_a_hold_of_nothing_or_of_two_things_is_none(trade: Trade) -> None:
    order_id = trade.sell(trade.cocoas(3))
    with pytest.raises(HoldNeedsOneSubject):
        place(trade)
    with pytest.raises(HoldNeedsOneSubject):
        place(trade, order_id=order_id, organisation_id=trade.world.kuapa_id)
    with pytest.raises(NoSuchOrder):
        place(trade, order_id="ord_unknown")
    with pytest.raises(NoSuchOrganisation):
        place(trade, organisation_id="nobody")
    assert held(trade) == {}
    assert trade.scalar("select count(*) from hold") == 0
