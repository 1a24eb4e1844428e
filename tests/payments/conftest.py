"""A market whose books must be in order, and agree with Stripe, whatever a test has done to them."""

from collections.abc import Iterator

import pytest

from tests.trade import Trade, trading


@pytest.fixture
def trade(fresh_database_url: str) -> Iterator[Trade]:
    with trading(fresh_database_url) as opened:
        yield opened
