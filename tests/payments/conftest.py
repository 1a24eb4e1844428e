"""A trade to pay, refund and dispute in."""

from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
