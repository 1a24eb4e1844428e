"""A trade to buy in."""

from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
