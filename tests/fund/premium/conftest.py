"""A market that sells with a premium, and pays it out."""

from tests.api.conftest import client as client
from tests.api.conftest import gathered as gathered
from tests.api.conftest import people as people
from tests.api.conftest import shop as shop
from tests.api.conftest import template as template
from tests.api.conftest import tools as tools
from tests.trading import trade as trade
from tests.trading import trading_place as trading_place
from tests.trading import trading_url as trading_url
