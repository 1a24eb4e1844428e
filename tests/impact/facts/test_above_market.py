"""What producers got above what a market quoted: counted at the sale, and taken back as their share is."""

import pytest

from kit.database import Database
from market.payments.refunds.plan import LineWish
from tests.impact.facts.following import assert_in_step, follow, totals
from tests.trade import Trade


@pytest.fixture
def trade(clean_database: Database) -> Trade:
    return Trade.open(clean_database)


def above(trade: Trade) -> tuple[int, int]:
    """The uplift and what it is an uplift of, in cents."""
    follow(trade.database)
    assert_in_step(trade.database)
    found = totals(trade.database)
    return found.get("sale.uplift", 0), found.get("sale.uplift_base", 0)


@pytest.mark.parametrize(("market", "uplift"), [(2000, 624), (2624, 0), (3000, 0), (0, 2624)])
def test_it_is_what_the_producer_got_beyond_the_markets_price_and_never_below_nought(
    trade: Trade, market: int, uplift: int
) -> None:
    trade.sell(trade.coffees(2, market=market), trade.cocoas())
    assert above(trade) == (uplift, 2624)


def test_of_goods_without_a_market_price_nothing_is_said(trade: Trade) -> None:
    trade.sell(trade.coffees(), trade.cocoas())
    assert above(trade) == (0, 0)


def test_a_refund_takes_its_part_of_it_and_the_last_one_the_rest(trade: Trade) -> None:
    """3 units of 875, 875 and 874 cents above a market of 2001: 623 in all, which no third divides."""
    order_id = trade.sell(trade.coffees(3, market=2001))
    assert above(trade) == (623, 2624)
    left = []
    for _ in range(3):
        trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
        left.append(above(trade))
    assert [uplift for uplift, base in left] == [623 * base // 2624 for _, base in left]
    assert left[-1] == (0, 0)


def test_batches_do_not_matter(trade: Trade) -> None:
    """The sale and its refund followed together are what they are one after the other."""
    order_id = trade.sell(trade.coffees(3, market=2001))
    trade.refund(order_id, LineWish(trade.line(order_id), 1, None))
    assert above(trade) == (623 * 1749 // 2624, 1749)
