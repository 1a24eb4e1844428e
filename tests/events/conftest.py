"""A trade whose Stripe has things to say."""

from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
