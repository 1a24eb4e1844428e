"""A market that sells, with a solidarity fund that its prices fill."""

import pytest

from market.fund.money.queries import find_fund
from models.enums import FundKind, FundUse
from models.fund import Fund
from tests.trade import Trade
from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
from tests.trading import trading_url as trading_url


@pytest.fixture
def pot(trade: Trade) -> Fund:
    """The solidarity fund, with 25 from one order."""
    trade.sell(trade.coffees(2), trade.cocoas(3))
    made = Fund(
        kind=FundKind.SOLIDARITY,
        owner_id=trade.world.market_id,
        name="Solidarity fund",
        currency=trade.currency,
        account_code="solidarity:fund",
        uses=[FundUse.TIER, FundUse.GRANT, FundUse.ADMIN],
        bound_share_bps=10_000,
    )
    with trade.database.transaction() as session:
        session.add(made)
        session.flush()
        fund_id = made.id
    with trade.database.reading() as session:
        found = find_fund(session, fund_id)
        assert found is not None
        return found
